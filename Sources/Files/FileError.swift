package import Failures
import Glibc

/// A file or folder of the run could not be made, read or written.
package struct FileError: Failure, Equatable {
    /// `noInput` where nothing could be read because it is not there or may not be opened,
    /// `cannotCreate` where a file or folder cannot be made, `inputOutput` where reading or writing
    /// failed, a full disk included.
    package let exitStatus: ExitStatus
    /// What was tried, as a verb: "write", "rename".
    package let operation: String
    package let path: String
    /// The system's `errno`.
    package let errorNumber: CInt
    /// The sizes involved, where they help.
    package let detail: String?

    package init(
        _ exitStatus: ExitStatus, operation: String, path: String, errorNumber: CInt,
        detail: String? = nil
    ) {
        self.exitStatus = exitStatus
        self.operation = operation
        self.path = path
        self.errorNumber = errorNumber
        self.detail = detail
    }

    /// The error of an operation that makes something: a full or failing disk, or a limit of the
    /// file's size, is an I/O failure,
    /// all else (no permission, a file in a folder's place, a read-only disk) cannot be created.
    package init(creating operation: String, path: String, error: SystemError) {
        let disk: Set<CInt> = [ENOSPC, EDQUOT, EIO, EFBIG]
        self.init(
            disk.contains(error.errorNumber) ? .inputOutput : .cannotCreate,
            operation: operation, path: path, errorNumber: error.errorNumber)
    }

    package var what: String { "cannot \(operation): \(reason)" }
    package var location: String? { path }
    package var remedy: String? {
        switch errorNumber {
        case ENOSPC, EDQUOT: "free space or choose another --run"
        case EFBIG:
            FileSizeLimit.text ?? "its file system takes no larger file: choose another --run"
        case EACCES, EPERM, EROFS: "check the permissions or choose another --run"
        case ELOOP: "a link stands there, and a run's files are its own: remove the link"
        default: nil
        }
    }
    package var sentence: String { "cannot \(operation) \(path): \(reason)" }

    private var reason: String {
        "\(String(cString: strerror(errorNumber))) (errno \(errorNumber))"
            + (detail.map { "; \($0)" } ?? "")
    }
}

extension FileSystem {
    /// Runs `body` and turns its `SystemError` into an I/O failure that names operation and path.
    package func attempt<Result>(
        _ operation: String, _ path: String, _ body: () throws(SystemError) -> Result
    ) throws(FileError) -> Result {
        do {
            return try body()
        } catch {
            throw FileError(
                .inputOutput, operation: operation, path: path, errorNumber: error.errorNumber)
        }
    }

    /// The same for an operation that makes a file or folder.
    package func attemptToCreate<Result>(
        _ operation: String, _ path: String, _ body: () throws(SystemError) -> Result
    ) throws(FileError) -> Result {
        do {
            return try body()
        } catch {
            throw FileError(creating: operation, path: path, error: error)
        }
    }
}
