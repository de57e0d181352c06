import Glibc

/// A thread next to the main one, which alone calls MPI.
///
/// Signals stay with the main thread, but for those of a crash and SIGALRM, which ends a process that
/// hangs: a main thread that waits for a disk would not get it.
package struct HelperThread: Sendable {
    private let thread: pthread_t

    /// Runs `body` on a new thread; nil where the system gives none. Either `join` or `detach` has to
    /// follow.
    package init?(_ body: @escaping @Sendable () -> Void) {
        var thread = pthread_t()
        var blocked = sigset_t()
        var own = sigset_t()
        sigfillset(&blocked)
        for signal in [SIGALRM, SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP] {
            sigdelset(&blocked, signal)
        }
        // A new thread has the signal mask of the one that makes it.
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

    /// Runs `body` on a thread that nobody waits for and that ends with the process. Where the system
    /// gives none, nothing is run.
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
