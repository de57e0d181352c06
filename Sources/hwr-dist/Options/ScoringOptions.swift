import ArgumentParser
import Augmentation
import Recognition

/// How scores come from images and networks.
struct ScoringOptions: ParsableArguments {
    @Option(
        help: """
            Whose probabilities are averaged: the image's alone; shifts: and when it is moved by a \
            pixel in 8 directions; full: and when it is turned by 5° to either side.
            """)
    var tta = ScoringViews.none

    @Option(
        help:
            "What scores are divided by before they become probabilities: above 1, less sure ones."
    )
    var temperature = 1.0

    func validate() throws {
        guard (0.01...100).contains(temperature) else {
            throw ValidationError("--temperature takes a number from 0.01 to 100")
        }
    }

    var method: ScoringMethod { ScoringMethod(views: tta, temperature: temperature) }
}

extension ScoringViews: ExpressibleByArgument {}
