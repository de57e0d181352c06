import ArgumentParser
import Collectives
package import MessagePassing
package import Recognition

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
        try Launch.prepareForMPI()
        // Before MPI starts, which takes a while: a signal in it must not kill the rank.
        if stops != nil { try StopSignals.install() }
    } catch let error as SeparateTaskError {
        printError("error: \(error)\(error.remedy(for: CommandLine.arguments))")
        return error.exitStatus.rawValue
    } catch {
        printError("error: \(printable(error))")
        return ExitStatus.code(of: error)
    }
    return withMPI(
        watch: watch?.plan(journal),
        onFailure: { failure in
            let text = journal.text(of: failure)
            if failure.speaks { printError(text) }
            return ExitStatus.code(of: failure.error)
        },
        { world in
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
        status = try body(InProcessGroup.alone())
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
        printError("error: \(printable(error))")
        throw ExitCode(ExitStatus.code(of: error))
    }
}

extension SeparateTaskError: CodedError {
    package var exitStatus: ExitStatus { .configuration }

    /// What to do about it, with the command that works.
    func remedy(for words: [String]) -> String {
        let command = ShellCommand.text(words)
        return isSlurmStep
            ? "; start it through mpirun, inside sbatch or salloc, or by PMIx:\n"
                + "  srun --mpi=pmix --ntasks=\(taskCount) \(command)"
            : "; start it through Open MPI's mpirun:\n  mpirun -np \(taskCount) \(command)"
    }
}
