import CProcess
import Glibc

/// Crash reports: when this process crashes, one line on standard error and in the rank's log names
/// the rank, the signal and the phase. The exit code remains that of the signal.
package enum CrashReports {
    /// - Parameter name: the beginning of the line, such as "rank 2 of 8 on node1".
    static func install(name: String) {
        // The handler reads name and phases until the process ends, so they are never freed. If it
        // cannot be installed, a crash is reported by the system only.
        _ = cprocess_watch_crashes(strdup(name), phases, Int64(Phase.allCases.count))
    }

    /// The names of all phases as C strings, because a signal handler may not create strings.
    nonisolated(unsafe) private static let phases: UnsafePointer<UnsafePointer<CChar>?> = {
        let phases = UnsafeMutablePointer<UnsafePointer<CChar>?>.allocate(
            capacity: Phase.allCases.count)
        for phase in Phase.allCases {
            (phases + Int(phase.rawValue)).initialize(
                to: UnsafeRawPointer(phase.words.utf8Start).assumingMemoryBound(to: CChar.self))
        }
        return UnsafePointer(phases)
    }()

    /// - Parameter descriptor: the descriptor of the rank's log, which must stay open until the
    ///   process ends.
    package static func log(to descriptor: CInt) { cprocess_set_crash_log(descriptor) }
}
