package import SystemPackage

/// The system calls through which files are read and written.
///
/// `POSIXFileSystem` makes them; tests use others, which fail at a chosen call or live in memory.
/// Nothing here repeats or repairs a call: short reads and writes are the caller's to handle.
package protocol FileSystem: Sendable {
    /// Opens the file, or for `.reading` also the directory, at `path`.
    func open(_ path: String, for purpose: OpenPurpose) throws(Errno) -> CInt

    /// The size in bytes of an open regular file; EINVAL for anything that is not one.
    func byteCount(of descriptor: CInt) throws(Errno) -> Int

    /// Reads at the file's position; returns the number of bytes read, 0 at the end.
    func read(_ descriptor: CInt, into bytes: UnsafeMutableRawBufferPointer) throws(Errno) -> Int

    /// Writes at the file's position; returns the number of bytes written, perhaps not all.
    func write(_ descriptor: CInt, _ bytes: UnsafeRawBufferPointer) throws(Errno) -> Int

    /// Cuts an open file back to `byteCount` bytes.
    func truncate(_ descriptor: CInt, to byteCount: Int) throws(Errno)

    /// Returns when the file's, or directory's, contents are on the disk.
    func synchronize(_ descriptor: CInt) throws(Errno)

    /// Locks an open file as a whole, at once, for as long as it is open; `isLockHeld` tells the
    /// error of a file that another process has locked.
    func lock(_ descriptor: CInt) throws(Errno)

    /// Closes the descriptor, which is gone afterwards even when the call fails.
    func close(_ descriptor: CInt) throws(Errno)

    /// Gives the file the name `target`, replacing what had that name.
    func rename(_ source: String, to target: String) throws(Errno)

    /// Removes a file or link; not a directory.
    func remove(_ path: String) throws(Errno)

    /// Makes one directory whose parent exists.
    func makeDirectory(_ path: String) throws(Errno)

    /// Makes a symbolic link at `path` that holds the text `destination`.
    func makeLink(_ path: String, to destination: String) throws(Errno)

    /// The kind of the entry at `path`, without following a link; nil when there is none.
    func entryKind(_ path: String) throws(Errno) -> EntryKind?

    /// The names in a directory without `.` and `..`, sorted by their bytes.
    func entries(of directory: String) throws(Errno) -> [String]

    /// The bytes that this user may still write on the file system that holds `path`; nil where it
    /// does not tell.
    func freeByteCount(at path: String) throws(Errno) -> Int?
}

extension Errno {
    /// Whether a lock was refused because another process has it.
    package var isLockHeld: Bool {
        self == .resourceTemporarilyUnavailable || self == .permissionDenied
    }
}

/// What a file is opened for.
package enum OpenPurpose: Sendable {
    /// To read an existing file or to synchronize an existing directory.
    case reading
    /// To write a new file: it is made, or emptied if it exists. ELOOP for a link.
    case writingAnew
    /// To write behind the end of a file, which is made if it does not exist. ELOOP for a link.
    case appending
}

/// The kind of an entry of a directory.
package enum EntryKind: Sendable {
    case file
    case directory
    case link
    case other
}
