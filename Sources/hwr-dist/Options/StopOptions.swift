import ArgumentParser
import Failures

/// How a command ends that was asked to stop.
struct StopOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            """
            Exit code after a stop by USR1, USR2, TERM, INT, HUP or XCPU, for batch systems that \
            requeue by code.
            """, valueName: "n"))
    var preemptExitCode = ExitStatus.stopped.rawValue

    /// The exit code of a command that ended with a status.
    func code(of status: ExitStatus) -> Int32 {
        status == .stopped ? preemptExitCode : status.rawValue
    }

    func validate() throws {
        guard (1...255).contains(preemptExitCode) else {
            throw ValidationError("--preempt-exit-code takes a number from 1 to 255")
        }
    }
}
