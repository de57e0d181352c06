import ArgumentParser
import Datasets
import RunRecords

/// Options that do not decide the weights.
struct OperationOptions: ParsableArguments {
    @Option(
        \.run, help: "The run folder (default: runs/<UTC time>-<preset>).", valueName: "folder")
    var run: Setting<RunSettings>

    @Option(
        \.resume,
        help: """
            Go on with the run folder's checkpoints (auto), refuse them (never), or, where it has \
            none, begin with a checkpoint.
            """, valueName: "auto|never|checkpoint")
    var resume: Setting<RunSettings>

    @Option(
        \.select,
        help: """
            The weights that are the run's result: those of the last epoch, or of the best by \
            validation accuracy (of equals, by validation loss). Default: best with --patience, \
            otherwise last.
            """)
    var select: Setting<RunSettings>

    @Option(
        \.patience, .from(1),
        help: "End after that many epochs without a better validation accuracy.")
    var patience: Setting<RunSettings>

    @Option(\.validateOn, help: "The ranks that validate; the numbers are the same.")
    var validateOn: Setting<RunSettings>

    @Option(\.badImages, help: "What to do about images that cannot be read.")
    var badImages: Setting<RunSettings>

    @Option(
        \.checkpointEverySteps, .from(1), help: "Write a checkpoint every so many steps too.",
        valueName: "steps")
    var checkpointEvery: Setting<RunSettings>

    @Option(
        \.checkpointSeconds, .above(0, to: 1e9),
        help: "Write a checkpoint when the last one is that old, too.", valueName: "seconds")
    var checkpointSeconds: Setting<RunSettings>

    @Option(
        \.verifyEverySteps, .from(1),
        help: """
            Compare the ranks' weights every so many steps, beside each time before a checkpoint \
            is written.
            """, valueName: "steps")
    var verifyEvery: Setting<RunSettings>

    @Option(
        \.stopAfterSteps, .from(1),
        help: "Stop after that many steps, with a checkpoint, as on a signal.", valueName: "steps")
    var stopAfter: Setting<RunSettings>

    @OptionGroup var stops: StopOptions

    @Flag(help: "Refuse to resume with other kernels.")
    var strict = false

    func validate() throws {
        try OptionValues(of: self).requireLimits()
    }
}

extension ResumePolicy: ExpressibleByArgument {}
extension WeightSelection: ExpressibleByArgument {}
extension ValidationPlace: ExpressibleByArgument {}
extension BadImagePolicy: ExpressibleByArgument {}
