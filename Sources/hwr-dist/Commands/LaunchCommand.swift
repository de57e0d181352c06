import ArgumentParser
import Files
import Glibc
import Launching
import MessagePassing
import RunRecords
import Supervision

struct LaunchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "launch",
        abstract: "Run a training under mpirun and restart it after failures.",
        usage: "hwr-dist launch [<options>] [<mpirun options>] -- train <options>",
        discussion: """
            Examples:
              hwr-dist launch -- train --data DIR --run runs/first
              hwr-dist launch -np 8 --hostfile my-hosts -- train --data DIR

            Options that are not below go to mpirun, such as --hostfile F. With train --quiet,
            launch tells of failures and restarts only.
            After a failure the training continues from its newest checkpoint. It is not
            restarted after wrong options, bad data, a loss that is not finite, if another job
            has locked the run folder, or after two failures in a row without a new checkpoint.
            TERM, INT, HUP, USR1, USR2 and XCPU ask for a checkpoint and a stop (code 75); a
            second TERM or INT ends the job at once. It may be process 1 of a container.
            """)

    @Option(
        name: .customLong("np", withSingleDash: true),
        help: ArgumentHelp(
            """
            Number of ranks. Without it one for each core that this process may use, at most the \
            training's --virtual-workers.
            """, valueName: "ranks"))
    var ranks: Int?

    @Option(help: ArgumentHelp("Most restarts after failures.", valueName: "n"))
    var maxRestarts = RestartPolicy().maximumRestarts

    @Option(
        help: ArgumentHelp(
            "After a failure without a new checkpoint, halve the ranks, down to n (default: never).",
            valueName: "n"))
    var minRanks: Int?

    @Option(
        help: ArgumentHelp(
            "Wait before the first restart; doubled for each further one, up to 30 s.",
            valueName: "seconds"))
    var backoff = RestartPolicy().firstDelaySeconds

    @Option(
        help: ArgumentHelp(
            "Kill mpirun if it has had no live ranks for this long; 0: never.",
            valueName: "seconds"))
    var mpirunTimeout = Launcher.defaultSecondsWithoutRanks

    @Argument(parsing: .allUnrecognized, help: "Options of mpirun.")
    var mpirunOptions: [String] = []

    @Argument(parsing: .postTerminator, help: "The command train and its options.")
    var trainCommand: [String] = []

    func validate() throws {
        guard ranks.map({ $0 > 0 }) ?? true else {
            throw ValidationError("-np takes a number above 0")
        }
        guard maxRestarts >= 0 else { throw ValidationError("--max-restarts takes 0 or more") }
        if let minRanks {
            guard let ranks else { throw ValidationError("--min-ranks needs -np") }
            guard (1...ranks).contains(minRanks) else {
                throw ValidationError("--min-ranks takes a number from 1 to that of -np")
            }
        }
        guard (0...3600).contains(backoff) else {
            throw ValidationError("--backoff takes 0 to 3600 seconds")
        }
        guard mpirunTimeout >= 0 else {
            throw ValidationError("--mpirun-timeout takes a number of seconds, or 0 for never")
        }
        guard trainCommand.first == "train" else {
            throw ValidationError(
                "the command train must follow --: hwr-dist launch -- train --data DIR")
        }
    }

    func run() throws {
        do {
            let training = try TrainingArguments(
                words: trainCommand, now: ProcessFacts.utcSeconds)
            let command = try MPIRunCommand(
                options: mpirunOptions, program: CurrentProcess.programPath,
                variables: CurrentProcess.variables, hostName: CurrentProcess.hostName,
                library: MPIVersion.library,
                fileSizeLimit: FileSizeLimit.byteCount,
                isRoot: geteuid() == 0)
            var policy = RestartPolicy()
            policy.maximumRestarts = maxRestarts
            policy.minimumRanks = minRanks
            policy.firstDelaySeconds = backoff
            func say(_ text: String) { printError("launch: \(printable(text))") }
            var launcher = Launcher(
                command: command, training: training,
                ranks: try ranks ?? defaultRankCount(for: training, say: say), policy: policy,
                secondsWithoutRanks: mpirunTimeout > 0 ? mpirunTimeout : nil, say: say)
            throw ExitCode(try launcher.run())
        } catch let code as ExitCode {
            throw code
        } catch {
            throw ExitCode(endCode(reporting: error))
        }
    }

    private func defaultRankCount(
        for training: TrainingArguments, say: (String) -> Void
    ) throws -> Int {
        let ranks = try DefaultRankCount(
            share: .own, virtualWorkers: training.virtualWorkers, mpirunOptions: mpirunOptions,
            variables: CurrentProcess.variables)
        if !training.isQuiet { say(ranks.text) }
        return ranks.count
    }
}
