import Glibc

/// Signals that wait to be taken one at a time, instead of interrupting the program.
///
/// They are blocked, which is all that process 1 of a container needs too: the kernel drops signals
/// to it that have no handler, but never blocked ones.
package struct SignalQueue {
    private var set = sigset_t()

    package init(_ signals: [Int32]) {
        sigemptyset(&set)
        for signal in signals { sigaddset(&set, signal) }
        // A parent that ignored SIGCHLD would leave us without our children's exit codes.
        Glibc.signal(SIGCHLD, SIG_DFL)
        pthread_sigmask(SIG_BLOCK, &set, nil)
    }

    /// The next signal that came or comes; nil when none has until `end`, or ever if that is nil.
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

    /// Whether the process that started this one wants `signal` to be ignored, as nohup does.
    static func isIgnored(_ signal: Int32) -> Bool {
        var action = sigaction()
        guard sigaction(signal, nil, &action) == 0 else { return false }
        return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
            == unsafeBitCast(SIG_IGN, to: Int.self)
    }
}
