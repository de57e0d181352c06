import Synchronization
package import SystemPackage

/// Services of a file system that a run can do without, and that some file systems refuse: those of
/// Windows shares (SMB), and many in user space (FUSE).
package enum RefusedService {
    private struct State {
        var hasTold = false
        var tell: (@Sendable (String) -> Void)?
    }

    private static let state = Mutex(State())

    /// Sets who is told in words of what was refused, once in the life of the process and perhaps on
    /// another thread.
    package static func tell(_ listener: @escaping @Sendable (String) -> Void) {
        state.withLock { $0.tell = listener }
    }

    /// Whether the error says that a file system does not know how to do something.
    package static func isRefusal(_ error: Errno) -> Bool {
        [.invalidArgument, .notSupported, .notSupportedOnSocket, .noFunction].contains(error)
    }

    /// Tells, the first time, that the names in a folder could not be brought to the disk.
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
