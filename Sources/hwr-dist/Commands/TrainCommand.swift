import ArgumentParser
import Collectives
import Failures
import Files
import MessagePassing
import Reporting
import RunRecords
import Supervision
import Training

struct TrainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train",
        abstract: "Train a network and evaluate it on the test images.",
        discussion: """
            Examples:
              mpirun -np 8 hwr-dist train --data DIR --run runs/first
              hwr-dist launch -- train --data DIR --recipe best --seed 2

            With --run, the same command resumes an interrupted run, on any number of ranks.
            To resume, repeat the options of the groups DATA to VALIDATION (--test and
            --kernels may change, and --epochs with --schedule constant).
            """)

    @OptionGroup var identity: IdentityOptions
    @OptionGroup(title: "Run") var options: RunOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    func run() throws {
        if options.file.printConfig { return try runAlone { try printOptionFile() } }
        let journal = RunJournal()
        RefusedService.tell { text in
            journal.write("warning: \(printable(text))")
            printError("warning: \(printable(text))")
        }
        let code = runRanks(
            stops: options.stops, watch: options.watch, journal: journal
        ) { world in
            OwnPlace.enter(.loading)
            let display = ProgressDisplay(speaks: world.isRoot, isQuiet: output.quiet)
            let description = identity.runDescription
            let run = TrainingRun(
                description: description, settings: settings, group: world,
                context: .current(in: world)
            ) { event in
                journal.note(event, of: world)
                display.show(event)
            }
            let (data, validation) = (identity.data, identity.validation.images)
            let batchSize = description.schedule.batchSize
            let outcome = try FittingCommands.suggesting(batchSize: batchSize) {
                try run.execute(dataOption: data.text) {
                    try data.source(validation: validation)
                }
            }
            switch outcome {
            case .finished(let runPath, let summary):
                journal.write("finished")
                guard let summary else { return .done }
                let folder = RunFolder(runPath)
                try Report.write(of: folder)
                try output.show(summary, of: folder)
                return .done
            case .stopped(let runPath, let position):
                let cause = StopSignals.received.map { "by signal \($0) " } ?? ""
                journal.write("stopped \(cause)after step \(position.globalStep)")
                display.stopped(at: position, runPath: runPath)
                return .stopped
            case .stoppedScoring(let runPath):
                journal.write("stopped while the images were scored again")
                display.stoppedScoring(runPath: runPath)
                return .stopped
            }
        }
        throw ExitCode(code)
    }

    private var settings: RunSettings {
        var settings = OptionValues(of: self).record(RunSettings.self)
        settings.select = settings.selection
        settings.isStrict = options.strict
        return settings
    }

    private func printOptionFile() throws {
        try StandardOutput.write(
            OptionValues(of: self).optionFile(
                leavingOut: identity.namesWithoutEffect.union(["config", "print-config"]),
                flags: ["augmentation": identity.augmentation.augmentation]))
    }
}
