import ArgumentParser
import Handwriting
import Recognition

/// How scores come from images and networks.
struct ScoringOptions: ParsableArguments {
    @Option(
        help: """
            Whose probabilities are averaged: the image's alone; shifts: and when it is moved by a \
            pixel in 8 directions; full: and when it is turned by 5° to either side.
            """)
    var tta = ScoringViews.none

    var method: ScoringMethod { ScoringMethod(views: tta) }
}

extension ScoringViews: ExpressibleByArgument {}
