import ArgumentParser
import Collectives
import Failures
import Launching
import MessagePassing
import Supervision

/// Runs `body` on every rank of the MPI job, or on the one rank of a process alone.
///
/// - Parameters:
///   - stops: how `body`, which looks for `StopSignals`, ends after one; nil where it does not look for
///     them, and they end the process.
///   - watch: what ends a run whose ranks do not move; nil where their places do not show it.
///   - journal: tells of failures.
/// - Returns: the process's exit code; a failure is printed as one message by the rank that met it,
///   and ends all ranks.
func runRanks(
    stops: StopOptions? = nil, watch: WatchOptions? = nil, journal: RunJournal = RunJournal(),
    _ body: (Communicator) throws -> ExitStatus
) -> Int32 {
    do {
        try Launch.prepareForMPI(command: CommandWords(CommandLine.arguments).shellText)
        // Before MPI starts, which takes a while: a signal in it must not kill the rank.
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

/// Runs `body` on every rank of the MPI job that mpirun or PMIx has started; in a process that runs
/// alone, on a group of one, and never starts MPI.
///
/// - Throws: `ExitCode`; a failure's message was printed.
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

/// Runs `body` in a process that needs no MPI, and never starts it.
///
/// - Throws: `ExitCode` with the failure's code, after its message was printed.
func runAlone(_ body: () throws -> Void) throws {
    guard Launch.speaks else { return }
    do {
        try body()
    } catch let error as StandardOutputError where error.isReaderGone {
        // Nobody wants to read more.
    } catch {
        throw ExitCode(endCode(reporting: error))
    }
}

/// Prints an error that ends the command.
/// - Returns: the code that the process ends with.
func endCode(reporting error: any Error) -> Int32 {
    printError("error: \(printable(error))")
    return ExitStatus(of: error).rawValue
}
