import ArgumentParser
import Augmentation
import Recognition

/// How the probabilities of an image are computed.
struct ScoringOptions: ParsableArguments {
    @Option(
        help: """
            Test-time augmentation: average the probabilities over copies of the image. shifts: moved \
            by a pixel in 8 directions; full: also rotated by 5° to either side.
            """)
    var tta = ScoringViews.none

    @Option(
        help: ArgumentHelp(
            "Divides the logits; above 1 makes probabilities less confident.", valueName: "t"))
    var temperature = 1.0

    func validate() throws {
        guard (0.01...100).contains(temperature) else {
            throw ValidationError("--temperature takes a number from 0.01 to 100")
        }
    }

    var method: ScoringMethod { ScoringMethod(views: tta, temperature: temperature) }
}

extension ScoringViews: ExpressibleByArgument {}
