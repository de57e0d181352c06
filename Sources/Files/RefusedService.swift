import Synchronization
package import SystemPackage

/// Optional features that some file systems do not support, such as Windows shares (SMB) and many
/// in user space (FUSE). A run continues without them, and the user is warned once.
package enum RefusedService {
    private struct State {
        var hasTold = false
        var tell: (@Sendable (String) -> Void)?
    }

    private static let state = Mutex(State())

    /// Sets the handler of the warning. It is called at most once in the process, possibly on
    /// another thread.
    package static func tell(_ listener: @escaping @Sendable (String) -> Void) {
        state.withLock { $0.tell = listener }
    }

    /// Whether the error means that a file system does not support an operation.
    package static func isRefusal(_ error: Errno) -> Bool {
        [.invalidArgument, .notSupported, .notSupportedOnSocket, .noFunction].contains(error)
    }

    /// Warns, the first time, that the names in a folder could not be made durable.
    static func noteUnsynchronized(_ folder: String) {
        let tell = state.withLock { state in
            defer { state.hasTold = true }
            return state.hasTold ? nil : state.tell
        }
        tell?(
            "the file system of \(folder) cannot synchronize folders: after a power cut the newest"
                + " files may be missing, such as the newest checkpoint")
    }
}
