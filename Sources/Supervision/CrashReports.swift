import CProcess
import Glibc

/// One line on standard error, and in the rank's log, when this process crashes: who, which signal,
/// and where it stood. The process's exit code stays that of the signal.
package enum CrashReports {
    /// - Parameter name: what the line begins with, such as "rank 2 of 8 on node1".
    static func install(name: String) {
        // The handler reads name and phases until the process ends. Without the handler a crash is
        // as it always was.
        _ = cprocess_watch_crashes(strdup(name), phases, Int64(Phase.allCases.count))
    }

    nonisolated(unsafe) private static let phases: UnsafePointer<UnsafePointer<CChar>?> = {
        let phases = UnsafeMutablePointer<UnsafePointer<CChar>?>.allocate(
            capacity: Phase.allCases.count)
        for phase in Phase.allCases {
            (phases + Int(phase.rawValue)).initialize(
                to: UnsafeRawPointer(phase.words.utf8Start).assumingMemoryBound(to: CChar.self))
        }
        return UnsafePointer(phases)
    }()

    /// - Parameter descriptor: of the rank's log, open until the process ends.
    package static func log(to descriptor: CInt) { cprocess_set_crash_log(descriptor) }
}
