import Glibc

/// A thread for work beside the main thread. Only the main thread calls MPI.
///
/// The main thread handles all signals except two kinds: those of a crash, which belong to the
/// thread that crashed, and SIGALRM, which ends a hanging process. A main thread that is blocked in
/// a disk operation could not handle SIGALRM.
package struct HelperThread: Sendable {
    private let thread: pthread_t

    /// Runs `body` on a new thread; nil if the thread cannot be created. Must be followed by `join`
    /// or `detach`.
    package init?(_ body: @escaping @Sendable () -> Void) {
        var thread = pthread_t()
        var blocked = sigset_t()
        var own = sigset_t()
        sigfillset(&blocked)
        for signal in [SIGALRM, SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP] {
            sigdelset(&blocked, signal)
        }
        // A new thread inherits the signal mask of its creator.
        pthread_sigmask(SIG_BLOCK, &blocked, &own)
        let work = Unmanaged.passRetained(Work(body: body))
        let code = pthread_create(
            &thread, nil,
            { work in
                guard let work else { return nil }
                Unmanaged<Work>.fromOpaque(work).takeRetainedValue().body()
                return nil
            }, work.toOpaque())
        pthread_sigmask(SIG_SETMASK, &own, nil)
        self.thread = thread
        guard code == 0 else {
            work.release()
            return nil
        }
    }

    /// Runs `body` on a thread that is never joined and ends with the process. Does nothing if the
    /// thread cannot be created.
    package static func start(_ body: @escaping @Sendable () -> Void) {
        HelperThread(body)?.detach()
    }

    /// Waits until `body` has returned.
    package func join() { pthread_join(thread, nil) }

    /// Lets the thread run on its own.
    package func detach() { pthread_detach(thread) }

    private final class Work: Sendable {
        let body: @Sendable () -> Void

        init(body: @escaping @Sendable () -> Void) { self.body = body }
    }
}
