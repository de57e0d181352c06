import ArgumentParser
import Collectives
import Failures
import Launching
import MessagePassing
import Supervision

/// Runs a command that needs MPI: initialises MPI and calls `body` on every rank of the job.
/// Without a launcher the job has a single rank.
///
/// A command calls one of three functions: this one if it always uses MPI (`train`, `evaluate`),
/// `runRanksOrAlone` if it works with and without (`predict`), or `runAlone` if it needs none
/// (`report`).
///
/// - Parameters:
///   - stops: the exit codes after a stop signal, for a `body` that checks `StopSignals`; nil if it
///     does not, and signals end the process.
///   - watch: the options of the watchdog, which ends a job whose ranks make no progress; nil for
///     commands that report no progress.
///   - journal: writes the messages of failures.
/// - Returns: the exit code of the process. A failure ends all ranks, after the rank that met it
///   has printed one message.
func runRanks(
    stops: StopOptions? = nil, watch: WatchOptions? = nil, journal: RunJournal = RunJournal(),
    _ body: (Communicator) throws -> ExitStatus
) -> Int32 {
    do {
        try Launch.prepareForMPI(command: CommandWords(CommandLine.arguments).shellText)
        // Before MPI is initialised, which takes a while: a signal must not kill the rank
        // meanwhile.
        if stops != nil { try StopSignals.install() }
    } catch {
        return endCode(reporting: error)
    }
    return withSupervisedMPI(
        watch: watch?.plan(journal),
        onFailure: { failure, place in
            let text = journal.text(of: failure, at: place)
            if failure.speaks { printError(text) }
        },
        { world, watch in
            journal.follow(watch)
            let status: ExitStatus
            do {
                status = try body(world)
            } catch let error as StandardOutputError where error.isReaderGone {
                status = error.exitStatus
            }
            return stops?.code(of: status) ?? status.rawValue
        })
}

/// Runs `body` on every rank of the job that mpirun or PMIx has started. Without a launcher, runs
/// it in a group of one and does not initialise MPI.
///
/// - Throws: always `ExitCode`, after the message of a failure was printed.
func runRanksOrAlone(
    stops: StopOptions, watch: WatchOptions, _ body: (any Collective) throws -> ExitStatus
) throws {
    guard Launch.rank == nil else {
        throw ExitCode(runRanks(stops: stops, watch: watch) { try body($0) })
    }
    var status = ExitStatus.done
    try runAlone {
        try StopSignals.install()
        status = try body(GroupOfOne())
    }
    throw ExitCode(stops.code(of: status))
}

/// Runs a command that needs no MPI, and does not initialise it. Of several ranks, only rank 0 runs
/// `body`.
///
/// - Throws: `ExitCode` with the failure's code, after its message was printed.
func runAlone(_ body: () throws -> Void) throws {
    guard Launch.speaks else { return }
    do {
        try body()
    } catch let error as StandardOutputError where error.isReaderGone {
        // The reader, such as `head`, has seen enough.
    } catch {
        throw ExitCode(endCode(reporting: error))
    }
}

/// Prints an error that ends the command.
///
/// - Returns: the exit code of the process.
func endCode(reporting error: any Error) -> Int32 {
    printError("error: \(printable(error))")
    return ExitStatus(of: error).rawValue
}
