import ArgumentParser
import Recognition
import Training

/// Options that do not decide the weights.
struct OperationOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The run folder.", discussion: "Default: runs/<UTC time>-<preset>.",
            valueName: "folder"))
    var run: String?

    @Option(
        help: ArgumentHelp(
            "Go on with the run folder's checkpoints (auto), refuse them (never), or, where it has"
                + " none, begin with a checkpoint.", valueName: "auto|never|checkpoint"))
    var resume = "auto"

    @Option(
        help: """
            The weights that are the run's result: those of the last epoch, or of the best by \
            validation accuracy (of equals, by validation loss). Default: best with --patience, \
            otherwise last.
            """)
    var select: WeightSelection?

    @Option(help: "End after that many epochs without a better validation accuracy.")
    var patience: Int?

    @Option(help: "The ranks that validate; the numbers are the same.")
    var validateOn = ValidationPlace.all

    @Option(help: "What to do about images that cannot be read.")
    var badImages = BadImagePolicy.fail

    @Option(help: ArgumentHelp("Write a checkpoint every so many steps too.", valueName: "steps"))
    var checkpointEvery: Int?

    @Option(
        help: ArgumentHelp(
            "Write a checkpoint when the last one is that old, too.", valueName: "seconds"))
    var checkpointSeconds = 300.0

    @Option(
        help: ArgumentHelp(
            "Compare the ranks' weights every so many steps, beside each time before a checkpoint"
                + " is written.", valueName: "steps"))
    var verifyEvery: Int?

    @Option(
        help: ArgumentHelp(
            "Stop after that many steps, with a checkpoint, as on a signal.", valueName: "steps"))
    var stopAfter: Int?

    @OptionGroup var stops: StopOptions

    @Flag(help: "Refuse to resume with other kernels.")
    var strict = false

    func validate() throws {
        for (name, value) in [
            ("patience", patience), ("checkpoint-every", checkpointEvery),
            ("verify-every", verifyEvery), ("stop-after", stopAfter),
        ] {
            if let value, value < 1 { throw ValidationError("--\(name) takes a number above 0") }
        }
        guard checkpointSeconds > 0, checkpointSeconds <= 1e9 else {
            throw ValidationError("--checkpoint-seconds takes a number above 0, 1e9 at most")
        }
    }

    var operation: Operation {
        var operation = Operation()
        operation.runPath = run
        operation.resume =
            switch resume {
            case "auto": .auto
            case "never": .never
            default: .from(path: resume)
            }
        operation.select = select ?? (patience == nil ? .last : .best)
        operation.patience = patience
        operation.validateOn = validateOn
        operation.badImages = badImages
        operation.checkpointEverySteps = checkpointEvery
        operation.checkpointSeconds = checkpointSeconds
        operation.verifyEverySteps = verifyEvery
        operation.stopAfterSteps = stopAfter
        operation.isStrict = strict
        operation.commandLine = CommandLine.arguments
        return operation
    }
}

extension WeightSelection: ExpressibleByArgument {}
extension ValidationPlace: ExpressibleByArgument {}
extension BadImagePolicy: ExpressibleByArgument {}
