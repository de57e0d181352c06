import Glibc

/// A thread beside the one that calls MPI, which looks after it and ends with the process.
enum HelperThread {
    private final class Work: Sendable {
        let body: @Sendable () -> Void

        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }

    /// Runs `body` on a new thread. Where the system gives none, nothing is looked after.
    static func start(_ body: @escaping @Sendable () -> Void) {
        let context = Unmanaged.passRetained(Work(body)).toOpaque()
        var thread = pthread_t()
        let code = pthread_create(
            &thread, nil,
            { context in
                guard let context else { return nil }
                HelperThread.leaveSignalsToMainThread()
                Unmanaged<Work>.fromOpaque(context).takeRetainedValue().body()
                return nil
            }, context)
        if code == 0 { pthread_detach(thread) }
    }

    /// All signals but those of crashes, and that of `cprocess_exit_after`: a main thread that waits
    /// for a disk would not get it.
    private static func leaveSignalsToMainThread() {
        var signals = sigset_t()
        sigfillset(&signals)
        for signal in [SIGALRM, SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP] {
            sigdelset(&signals, signal)
        }
        pthread_sigmask(SIG_SETMASK, &signals, nil)
    }
}
