import CProcess
package import Failures

/// The signals that ask a job to stop or to checkpoint. Handlers only set flags; the training loop
/// looks at them once a step and lets all ranks agree.
package enum StopSignals {
    /// Catches SIGUSR1, SIGUSR2, SIGTERM, SIGINT, SIGHUP and SIGXCPU (stop; a second SIGINT ends the
    /// process with code 130) and SIGCONT from the parent process (checkpoint). A signal that was
    /// ignored before, as SIGHUP is under nohup, stays ignored. To be called before MPI starts.
    /// - Throws: `StopSignalError` when the system refuses a handler.
    package static func install() throws(StopSignalError) {
        let code = cprocess_install_stop_signals()
        if code != 0 { throw StopSignalError(code: code) }
    }

    /// The number of the first stop signal that came, nil if none has.
    package static var received: Int32? {
        let number = cprocess_stop_signal()
        return number == 0 ? nil : number
    }

    /// Whether a checkpoint has been asked for since the last call.
    ///
    /// mpirun sends SIGCONT a second before SIGTERM, and SIGKILL a second after it: the checkpoint
    /// is what such a job can still save.
    package static func takeCheckpointRequest() -> Bool {
        cprocess_take_checkpoint_request() != 0
    }
}

/// The system refused a signal handler.
package struct StopSignalError: Failure, Equatable {
    /// errno.
    package let code: Int32

    package var what: String { "cannot install a signal handler (errno \(code))" }
    package var location: String? { nil }
    package var remedy: String? { nil }
    package var exitStatus: ExitStatus { .internalError }
}
