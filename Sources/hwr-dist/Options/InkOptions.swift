import ArgumentParser
import Images

/// Which pixels of images for a trained network are ink.
struct InkOptions: ParsableArguments {
    @Option(
        help: """
            Ink is light or dark; auto: as in the training images, unless three quarters of ten or \
            more images suggest otherwise.
            """)
    var ink = Ink.auto
}
