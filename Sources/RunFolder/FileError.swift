import Glibc

/// A file or folder of the run could not be made, read or written.
package struct FileError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What the failure means for the program.
    package enum Kind: Sendable {
        /// Nothing could be read because it is not there or may not be opened: exit code 66.
        case noInput
        /// A file or folder cannot be made: exit code 73.
        case cannotCreate
        /// Reading or writing failed, a full disk included: exit code 74.
        case ioFailure
    }

    package let kind: Kind
    /// What was tried, as a verb: "write", "rename".
    package let operation: String
    package let path: String
    /// The system's `errno`.
    package let errorNumber: CInt
    /// The sizes involved, where they help.
    package let detail: String?

    package init(
        kind: Kind, operation: String, path: String, errorNumber: CInt, detail: String? = nil
    ) {
        self.kind = kind
        self.operation = operation
        self.path = path
        self.errorNumber = errorNumber
        self.detail = detail
    }

    /// The error of an operation that makes something: a full or failing disk, or a limit of the
    /// file's size, is an I/O failure,
    /// all else (no permission, a file in a folder's place, a read-only disk) cannot be created.
    init(creating operation: String, path: String, error: SystemError) {
        let disk: Set<CInt> = [ENOSPC, EDQUOT, EIO, EFBIG]
        self.init(
            kind: disk.contains(error.errorNumber) ? .ioFailure : .cannotCreate,
            operation: operation, path: path, errorNumber: error.errorNumber)
    }

    /// The process's exit code for this error.
    package var exitCode: CInt {
        switch kind {
        case .noInput: 66
        case .cannotCreate: 73
        case .ioFailure: 74
        }
    }

    package var description: String {
        let reason = String(cString: strerror(errorNumber))
        let sizes = detail.map { "; \($0)" } ?? ""
        let remedy =
            switch errorNumber {
            case ENOSPC, EDQUOT: "; free space or choose another --run"
            case EFBIG:
                "; \(FileSizeLimit.text ?? "its file system takes no larger file: choose another --run")"
            case EACCES, EPERM, EROFS: "; check the permissions or choose another --run"
            case ELOOP: "; a link stands there, and a run's files are its own: remove the link"
            default: ""
            }
        return "cannot \(operation) \(path): \(reason) (errno \(errorNumber))\(sizes)\(remedy)"
    }
}

extension FileSystem {
    /// Runs `body` and turns its `SystemError` into an I/O failure that names operation and path.
    func attempt<Result>(
        _ operation: String, _ path: String, _ body: () throws(SystemError) -> Result
    ) throws(FileError) -> Result {
        do {
            return try body()
        } catch {
            throw FileError(
                kind: .ioFailure, operation: operation, path: path, errorNumber: error.errorNumber)
        }
    }

    /// The same for an operation that makes a file or folder.
    func attemptToCreate<Result>(
        _ operation: String, _ path: String, _ body: () throws(SystemError) -> Result
    ) throws(FileError) -> Result {
        do {
            return try body()
        } catch {
            throw FileError(creating: operation, path: path, error: error)
        }
    }
}
