import CProcess
package import Failures

/// The signals that ask a job to stop or to write a checkpoint. Handlers only set flags; the
/// training loop reads them once per step, and all ranks agree on the reaction.
package enum StopSignals {
    /// Catches SIGUSR1, SIGUSR2, SIGTERM, SIGINT, SIGHUP and SIGXCPU (stop; a second SIGINT ends
    /// the process with code 130) and SIGCONT from the parent process (checkpoint). A signal that
    /// is ignored already, like SIGHUP under nohup, stays ignored. Must be called before MPI is
    /// initialised.
    /// - Throws: `StopSignalError` if the system refuses a handler.
    package static func install() throws(StopSignalError) {
        let code = cprocess_install_stop_signals()
        if code != 0 { throw StopSignalError(code: code) }
    }

    /// The number of the first stop signal that was received; nil if there was none.
    package static var received: Int32? {
        let number = cprocess_stop_signal()
        return number == 0 ? nil : number
    }

    /// Whether a checkpoint has been requested since the last call.
    ///
    /// mpirun sends SIGCONT one second before SIGTERM, and SIGKILL one second after it. Within that
    /// time, a checkpoint is all that such a job can save.
    package static func takeCheckpointRequest() -> Bool {
        cprocess_take_checkpoint_request() != 0
    }
}

/// The system refused a signal handler.
package struct StopSignalError: Failure, Equatable {
    /// The `errno` of the call.
    package let code: Int32

    package var what: String { "cannot install a signal handler (errno \(code))" }
    package var location: String? { nil }
    package var remedy: String? { nil }
    package var exitStatus: ExitStatus { .internalError }
}
