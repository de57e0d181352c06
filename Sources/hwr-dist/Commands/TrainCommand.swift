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
            Alone or under mpirun: mpirun -np 8 hwr-dist train --data ROOT
            An interrupted run goes on with the same command and --run, on any number of ranks.
            """)

    @OptionGroup(title: "Data") var data: DataOptions
    @OptionGroup(title: "Recipe (decides the weights)") var recipe: RecipeOptions
    @OptionGroup(title: "Operation") var operation: OperationOptions
    @OptionGroup(title: "Supervision") var watch: WatchOptions
    @OptionGroup(title: "Output") var output: OutputOptions
    @OptionGroup(title: "Option files") var file: OptionFileOptions

    func run() throws {
        if file.printConfig { return try runAlone { try printOptionFile() } }
        let journal = RunJournal()
        RefusedService.tell { text in
            journal.write("warning: \(printable(text))")
            printError("warning: \(printable(text))")
        }
        let code = runRanks(stops: operation.stops, watch: watch, journal: journal) { world in
            OwnPlace.enter(.loading)
            let display = ProgressDisplay(speaks: world.isRoot)
            let run = TrainingRun(
                description: recipe.description, settings: settings, group: world,
                context: .current(in: world)
            ) { event in
                journal.note(event, of: world)
                display.show(event)
            }
            let batchSize = recipe.description.schedule.batchSize
            let outcome = try FittingCommands.told(batchSize: batchSize) {
                try run.execute(dataOption: data.text) { try data.source() }
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
        settings.isStrict = operation.strict
        return settings
    }

    private func printOptionFile() throws {
        try StandardOutput.write(
            OptionValues(of: self).optionFile(
                leavingOut: recipe.namesWithoutEffect.union(["config", "print-config"]),
                flags: ["augmentation": recipe.augmentation]))
    }
}
