import ArgumentParser
import Files
import Glibc
import Launching
import MessagePassing
import Recognition
import Reporting
import RunRecords
import Supervision

struct SweepCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sweep",
        abstract: "Run one training per seed, or per seed and fold, and compare them.",
        usage: "hwr-dist sweep --seeds <seed,…> [<options>] [<mpirun options>] -- train <options>",
        discussion: """
            Example:
              hwr-dist sweep --seeds 1,2,3 -np 8 -- train --data DIR

            Trainings run one after the other, each as launch would run it. If one fails, the
            sweep exits with its code; after TERM or INT with 75. The same command continues:
            finished trainings are not repeated. The table ends with mean, standard deviation
            (n - 1) and median; sweep.csv has the runs.
            """)

    @Option(help: ArgumentHelp("The seeds, separated by commas.", valueName: "seed,…"))
    var seeds: SeedList

    @Option(
        help: ArgumentHelp(
            "For each seed, validate on each of n folds; see train --folds.",
            valueName: "n"))
    var folds: Int?

    @Option(
        name: .customLong("np", withSingleDash: true),
        help: ArgumentHelp(
            "Number of ranks; 1 is run without mpirun unless it has options.",
            valueName: "ranks"))
    var ranks = 1

    @Option(help: ArgumentHelp("The folder for the run folders.", valueName: "folder"))
    var runs = "runs/sweep"

    @Argument(parsing: .allUnrecognized, help: "Options of mpirun.")
    var mpirunOptions: [String] = []

    @Argument(parsing: .postTerminator, help: "The command train and its options.")
    var trainCommand: [String] = []

    func validate() throws {
        guard ranks > 0 else { throw ValidationError("-np takes a number above 0") }
        guard folds.map({ (2...10_000).contains($0) }) ?? true else {
            throw ValidationError("--folds takes a number from 2 to 10000")
        }
        guard !runs.isEmpty else { throw ValidationError("--runs takes a folder") }
        guard trainCommand.first == "train" else {
            throw ValidationError(
                "the command train must follow --: hwr-dist sweep --seeds 1,2,3 -- train --data DIR"
            )
        }
    }

    func run() throws {
        do {
            if let option = try SweepPlan.ownOption(among: trainCommand) {
                throw ConfigurationError(
                    "\(option) is among the training's options, and the sweep sets it",
                    remedy: "give --seeds, --folds and --runs before the --")
            }
            let plan = SweepPlan(
                seeds: seeds.seeds, folds: folds, folder: runs, words: trainCommand)
            let sweep = Sweep(
                plan, command: try command, ranks: ranks, buildID: ProcessFacts.buildID
            ) {
                printError("sweep: \(printable($0))")
            }
            let (code, finished) = try sweep.run {
                if let results = try results(of: $0, in: plan) { try write(results) }
            }
            if let results = try results(of: finished, in: plan) {
                try write(results)
                StandardOutput.report(results.text)
            }
            throw ExitCode(code)
        } catch let code as ExitCode {
            throw code
        } catch {
            throw ExitCode(endCode(reporting: error))
        }
    }

    private var command: MPIRunCommand {
        get throws {
            guard ranks > 1 || !mpirunOptions.isEmpty else {
                return MPIRunCommand(
                    alone: CurrentProcess.programPath, variables: CurrentProcess.variables)
            }
            return try MPIRunCommand(
                options: mpirunOptions, program: CurrentProcess.programPath,
                variables: CurrentProcess.variables, hostName: CurrentProcess.hostName,
                library: MPIVersion.library, fileSizeLimit: FileSizeLimit.byteCount,
                isRoot: geteuid() == 0)
        }
    }

    /// Nil while no run is finished.
    private func results(
        of finished: [SweepPlan.Run], in plan: SweepPlan
    ) throws -> SweepResults? {
        let results = try SweepResults(
            finished.map { ($0.path, $0.seed, $0.fold) }, runCount: plan.runs.count)
        return results.isEmpty ? nil : results
    }

    private func write(_ results: SweepResults) throws {
        try AtomicFile.replace(Paths.join(runs, "sweep.csv"), bytes: results.csv)
    }
}

/// Seeds as an option's value: `1,2,3`.
struct SeedList: ExpressibleByArgument {
    let seeds: [UInt64]

    /// Nil for anything but 1 to 10000 different numbers.
    init?(argument: String) {
        let words = argument.split(separator: ",", omittingEmptySubsequences: false)
        let seeds = words.compactMap { UInt64($0) }
        guard seeds.count == words.count, Set(seeds).count == seeds.count, seeds.count <= 10_000
        else { return nil }
        self.seeds = seeds
    }
}
