import ArgumentParser
import Datasets
import RunRecords

/// Settings of a run that do not decide its weights: where it goes, how it resumes and stops, and
/// what watches it.
struct RunOptions: ParsableArguments {
    @Option(
        \.run, help: "The run folder. (default: runs/<UTC time>-<preset>)", valueName: "folder")
    var run: Setting<RunSettings>

    @OptionGroup var file: OptionFileOptions

    @Option(
        \.resume,
        help: """
            auto: continue from the run folder's checkpoints; never: refuse a folder that has some; \
            a path: continue from that checkpoint if the folder has none.
            """, valueName: "how")
    var resume: Setting<RunSettings>

    @Option(
        \.patience, .from(1),
        help: "Stop after n epochs without a better validation accuracy, or loss: --patience-on.",
        valueName: "n")
    var patience: Setting<RunSettings>

    @Option(
        \.select,
        help: """
            The weights to keep as the result: the last epoch's, or those of the best epoch by \
            --patience-on. Without it: best with --patience, else last.
            """, valueName: "weights")
    var select: Setting<RunSettings>

    @Option(
        \.validateOn, help: "Validate on all ranks or on rank 0; the results are identical.",
        valueName: "ranks")
    var validateOn: Setting<RunSettings>

    @Option(
        \.checkpointSeconds, .above(0, to: 1e9),
        help: "Also write a checkpoint when the last one is this old.", valueName: "seconds")
    var checkpointSeconds: Setting<RunSettings>

    @Option(
        \.checkpointEverySteps, .from(1), help: "Also write a checkpoint every n steps.",
        valueName: "n")
    var checkpointEvery: Setting<RunSettings>

    @Option(
        \.verifyEverySteps, .from(1),
        help: "Compare the ranks' weights every n steps, too, not only before each checkpoint.",
        valueName: "n")
    var verifyEvery: Setting<RunSettings>

    @Option(
        \.stopAfterSteps, .from(1),
        help: "Write a checkpoint and stop after n steps of this start.",
        valueName: "n")
    var stopAfter: Setting<RunSettings>

    @OptionGroup var stops: StopOptions
    @OptionGroup var watch: WatchOptions

    @Flag(help: "Refuse to resume with other kernels.")
    var strict = false

    func validate() throws {
        try OptionValues(of: self).requireLimits()
    }
}

extension ResumePolicy: ExpressibleByArgument {}
extension WeightSelection: ExpressibleByArgument {}
extension ValidationPlace: ExpressibleByArgument {}
