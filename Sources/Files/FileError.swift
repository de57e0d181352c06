package import Failures
package import SystemPackage

/// Why a file or folder could not be created, read or written: the operation, the path and the
/// system's error.
package struct FileError: Failure, Equatable {
    /// `noInput` (66) if a file does not exist or may not be opened, `cannotCreate` (73) if a file
    /// or folder cannot be created, `inputOutput` (74) if reading or writing failed, for example
    /// because the disk is full.
    package let exitStatus: ExitStatus
    /// The operation that failed, as a verb: "write", "rename".
    package let operation: String
    package let path: String
    package let errno: Errno
    /// More about the cause, such as the sizes involved; nil if there is nothing to add.
    package let detail: String?

    package init(
        _ exitStatus: ExitStatus, operation: String, path: String, errno: Errno,
        detail: String? = nil
    ) {
        self.exitStatus = exitStatus
        self.operation = operation
        self.path = path
        self.errno = errno
        self.detail = detail
    }

    /// The error of an operation that creates something. A full or failing disk and a file size
    /// limit are I/O errors; anything else (no permission, a file in place of the folder, a
    /// read-only disk) means that it cannot be created.
    package init(creating operation: String, path: String, errno: Errno) {
        let ofDisk: Set<Errno> = [.noSpace, .diskQuotaExceeded, .ioError, .fileTooLarge]
        self.init(
            ofDisk.contains(errno) ? .inputOutput : .cannotCreate,
            operation: operation, path: path, errno: errno)
    }

    package var what: String { "cannot \(operation): \(reason)" }
    package var location: String? { path }
    package var remedy: String? {
        switch errno {
        case .noSpace, .diskQuotaExceeded: "free space or choose another --run"
        case .fileTooLarge where operation == "read": "restore the file, or name another"
        case .fileTooLarge:
            FileSizeLimit.text ?? "its file system takes no larger file: choose another --run"
        case .permissionDenied, .notPermitted, .readOnlyFileSystem:
            "check the permissions or choose another --run"
        case .tooManySymbolicLinkLevels:
            "a link stands there, and a run's files are its own: remove the link"
        default: nil
        }
    }
    package var sentence: String { "cannot \(operation) \(path): \(reason)" }

    private var reason: String {
        "\(errno) (errno \(errno.rawValue))" + (detail.map { "; \($0)" } ?? "")
    }
}

extension FileSystem {
    /// Performs `call`, and turns its `Errno` into an I/O error that names the operation and the
    /// path.
    package func attempt<Result>(
        _ operation: String, _ path: String, _ call: @autoclosure () throws(Errno) -> Result
    ) throws(FileError) -> Result {
        do {
            return try call()
        } catch {
            throw FileError(.inputOutput, operation: operation, path: path, errno: error)
        }
    }

    /// The same for an operation that creates a file or folder; see
    /// `FileError.init(creating:path:errno:)`.
    package func attemptToCreate<Result>(
        _ operation: String, _ path: String, _ call: @autoclosure () throws(Errno) -> Result
    ) throws(FileError) -> Result {
        do {
            return try call()
        } catch {
            throw FileError(creating: operation, path: path, errno: error)
        }
    }
}
