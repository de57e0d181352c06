package import Failures
package import SystemPackage

/// A file or folder could not be made, read or written.
package struct FileError: Failure, Equatable {
    /// `noInput` where nothing could be read because it is not there or may not be opened,
    /// `cannotCreate` where a file or folder cannot be made, `inputOutput` where reading or writing
    /// failed, a full disk included.
    package let exitStatus: ExitStatus
    /// What was tried, as a verb: "write", "rename".
    package let operation: String
    package let path: String
    package let errno: Errno
    /// The sizes involved, where they help.
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

    /// The error of an operation that makes something: a full or failing disk and a limit of the
    /// file's size are I/O failures; anything else (no permission, a file where the folder should
    /// be, a read-only disk) means that it cannot be created.
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
    /// Makes `call` and turns its `Errno` into an I/O failure that names operation and path.
    package func attempt<Result>(
        _ operation: String, _ path: String, _ call: @autoclosure () throws(Errno) -> Result
    ) throws(FileError) -> Result {
        do {
            return try call()
        } catch {
            throw FileError(.inputOutput, operation: operation, path: path, errno: error)
        }
    }

    /// The same for an operation that makes a file or folder.
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
