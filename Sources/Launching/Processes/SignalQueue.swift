import Glibc

/// A queue of signals that are read one at a time, instead of interrupting the program.
///
/// The signals are blocked, which also works for process 1 of a container: the kernel drops signals
/// to it that have no handler, but never blocked ones.
package struct SignalQueue {
    private var set = sigset_t()

    package init(_ signals: [Int32]) {
        sigemptyset(&set)
        for signal in signals { sigaddset(&set, signal) }
        // If SIGCHLD is ignored, as it may be inherited, the exit codes of child processes are
        // lost.
        Glibc.signal(SIGCHLD, SIG_DFL)
        pthread_sigmask(SIG_BLOCK, &set, nil)
    }

    /// The next signal, waiting if necessary until `end`, or without a limit if that is nil; nil if
    /// there was none.
    package func next(until end: ContinuousClock.Instant?) -> Int32? {
        var set = set
        while true {
            let signal: Int32
            if let end {
                let left = max(.zero, end - .now).components
                var time = timespec(
                    tv_sec: Int(left.seconds), tv_nsec: Int(left.attoseconds / 1_000_000_000))
                signal = sigtimedwait(&set, nil, &time)
            } else {
                signal = sigwaitinfo(&set, nil)
            }
            if signal > 0 { return signal }
            if errno != EINTR { return nil }
        }
    }

    /// Whether the parent process has set `signal` to be ignored, as nohup does.
    static func isIgnored(_ signal: Int32) -> Bool {
        var action = sigaction()
        guard sigaction(signal, nil, &action) == 0 else { return false }
        return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
            == unsafeBitCast(SIG_IGN, to: Int.self)
    }
}
