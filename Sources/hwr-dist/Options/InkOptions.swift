import ArgumentParser
import Images

/// Which pixels of images for a trained network are ink.
struct InkOptions: ParsableArguments {
    @Option(
        help: """
            Strokes are lighter or darker than the background; auto: as in the training images, \
            unless there are ten or more images and 75 % look inverted.
            """)
    var ink = Ink.auto
}
