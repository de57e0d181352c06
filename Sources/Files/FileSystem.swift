package import SystemPackage

/// The system calls by which files are read and written.
///
/// `POSIXFileSystem` performs them. Tests use other types, which fail at a chosen call or exist
/// only in memory, so that every error path and every crash between two calls can be tested. The
/// methods do not retry: the caller handles short reads and writes.
package protocol FileSystem: Sendable {
    /// Opens the file, or for `.reading` also the directory, at `path`.
    func open(_ path: String, for purpose: OpenPurpose) throws(Errno) -> CInt

    /// The size in bytes of an open regular file; EINVAL for anything that is not one.
    func byteCount(of descriptor: CInt) throws(Errno) -> Int

    /// Reads at the current position; returns the number of bytes read, 0 at the end of the file.
    func read(_ descriptor: CInt, into bytes: UnsafeMutableRawBufferPointer) throws(Errno) -> Int

    /// Writes at the current position; returns the number of bytes written, which may be fewer than
    /// given.
    func write(_ descriptor: CInt, _ bytes: UnsafeRawBufferPointer) throws(Errno) -> Int

    /// Truncates an open file to `byteCount` bytes.
    func truncate(_ descriptor: CInt, to byteCount: Int) throws(Errno)

    /// Returns when the contents of the file or directory are durable (fsync).
    func synchronize(_ descriptor: CInt) throws(Errno)

    /// Locks a whole open file until it is closed, or fails immediately. `isLockHeld` is true for
    /// the error that means that another process holds the lock.
    func lock(_ descriptor: CInt) throws(Errno)

    /// Closes the descriptor, which is invalid afterwards even if the call fails.
    func close(_ descriptor: CInt) throws(Errno)

    /// Renames a file, atomically replacing an existing file `target`.
    func rename(_ source: String, to target: String) throws(Errno)

    /// Removes a file or link; not a directory.
    func remove(_ path: String) throws(Errno)

    /// Creates one directory; its parent must exist.
    func makeDirectory(_ path: String) throws(Errno)

    /// Creates a symbolic link at `path` with the text `destination`.
    func makeLink(_ path: String, to destination: String) throws(Errno)

    /// The kind of the entry at `path`, without following a link; nil if there is none.
    func entryKind(_ path: String) throws(Errno) -> EntryKind?

    /// The names in a directory without `.` and `..`, sorted by their bytes.
    func entries(of directory: String) throws(Errno) -> [String]

    /// The number of bytes that this user may still write to the file system of `path`; nil if it
    /// does not report that.
    func freeByteCount(at path: String) throws(Errno) -> Int?
}

extension Errno {
    /// Whether a lock was refused because another process holds it. POSIX allows both error codes.
    package var isLockHeld: Bool {
        self == .resourceTemporarilyUnavailable || self == .permissionDenied
    }
}

/// The purpose for which a file is opened.
package enum OpenPurpose: Sendable {
    /// To read an existing file or to synchronize an existing directory.
    case reading
    /// To write a new file: it is created, or emptied if it exists. ELOOP for a link.
    case writingAnew
    /// To append to a file, which is created if it does not exist. ELOOP for a link.
    case appending
}

/// The kind of a directory entry.
package enum EntryKind: Sendable {
    case file
    case directory
    case link
    case other
}
