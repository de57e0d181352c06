import ArgumentParser
import Failures

/// How a command ends that was asked to stop.
struct StopOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The exit code after a stop that a signal asked for.",
            discussion: """
                The signals are USR1, USR2, TERM, INT, HUP and XCPU, unless they are ignored (nohup). \
                For batch systems that requeue a job by its code.
                """, valueName: "code"))
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
