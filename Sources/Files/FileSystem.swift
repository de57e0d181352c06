import Glibc

/// The system calls through which the run folder is read and written.
///
/// `POSIXFileSystem` is the real one. Tests put another in its place that fails at a chosen call.
/// Nothing here repeats or repairs a call: short reads and writes are the caller's to handle.
package protocol FileSystem: Sendable {
    /// Opens the file, or for `.reading` also the directory, at `path`.
    func open(_ path: String, for purpose: OpenPurpose) throws(SystemError) -> CInt

    /// The size in bytes of an open regular file; EINVAL for anything that is not one.
    func byteCount(of descriptor: CInt) throws(SystemError) -> Int

    /// Reads at the file's position; returns the number of bytes read, 0 at the end.
    func read(
        _ descriptor: CInt, into bytes: UnsafeMutableRawBufferPointer
    ) throws(SystemError) -> Int

    /// Writes at the file's position; returns the number of bytes written, perhaps not all.
    func write(_ descriptor: CInt, _ bytes: UnsafeRawBufferPointer) throws(SystemError) -> Int

    /// Cuts an open file back to `byteCount` bytes.
    func truncate(_ descriptor: CInt, to byteCount: Int) throws(SystemError)

    /// Returns when the file's, or directory's, contents are on the disk.
    func synchronize(_ descriptor: CInt) throws(SystemError)

    /// Closes the descriptor, which is gone afterwards even when the call fails.
    func close(_ descriptor: CInt) throws(SystemError)

    /// Gives the file the name `target`, replacing what had that name.
    func rename(_ source: String, to target: String) throws(SystemError)

    /// Removes a file or link; not a directory.
    func remove(_ path: String) throws(SystemError)

    /// Makes one directory whose parent exists.
    func makeDirectory(_ path: String) throws(SystemError)

    /// Makes a symbolic link at `path` that holds the text `destination`.
    func makeLink(_ path: String, to destination: String) throws(SystemError)

    /// What stands at `path`, a link not followed; nil when nothing does.
    func entryKind(_ path: String) throws(SystemError) -> EntryKind?

    /// The names in a directory without `.` and `..`, sorted by their bytes.
    func entries(of directory: String) throws(SystemError) -> [String]

    /// The bytes that this user may still write on the file system that holds `path`; nil where it
    /// does not tell.
    func freeByteCount(at path: String) throws(SystemError) -> Int?
}

/// What a file is opened for.
package enum OpenPurpose: Sendable {
    /// To read an existing file or to synchronize an existing directory.
    case reading
    /// To write a file anew: it is made, or emptied if it exists. ELOOP for a link.
    case writingAnew
    /// To write behind the end of a file, which is made if it does not exist. ELOOP for a link.
    case appending
}

/// What stands at a path.
package enum EntryKind: Sendable {
    case file
    case directory
    case link
    case other
}

/// A system call failed with this `errno`.
package struct SystemError: Error, Equatable, Sendable {
    package let errorNumber: CInt

    package init(errorNumber: CInt) {
        self.errorNumber = errorNumber
    }
}

extension SystemError {
    /// A write that takes no bytes and reports no error is treated as a failing device.
    package static let noProgress = SystemError(errorNumber: EIO)
}
