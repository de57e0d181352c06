import ArgumentParser
import Images

/// Which pixels of images for a trained network are ink.
struct InkOptions: ParsableArguments {
    @Option(
        help: """
            Which pixels are ink; auto: as in the training images, unless three quarters of ten or \
            more images look otherwise.
            """)
    var ink = Ink.auto
}
