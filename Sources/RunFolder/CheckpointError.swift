/// A checkpoint cannot be used.
package struct CheckpointError: Error, Equatable, Sendable, CustomStringConvertible {
    package enum Kind: Equatable, Sendable {
        /// The file's bytes are not those that were written, or not a checkpoint's: exit code 65.
        case damaged
        /// The file could not be read at all; the exit code is the file error's.
        case unreadable(FileError)
    }

    package let kind: Kind
    package let path: String
    /// What is wrong, with the values involved.
    package let reason: String

    /// The error for a file whose contents are wrong.
    package init(damaged path: String, _ reason: String) {
        self.kind = .damaged
        self.path = path
        self.reason = reason
    }

    init(_ error: FileError) {
        self.kind = .unreadable(error)
        self.path = error.path
        self.reason = error.description
    }

    /// The process's exit code for this error.
    package var exitCode: CInt {
        switch kind {
        case .damaged: 65
        case .unreadable(let error): error.exitCode
        }
    }

    package var description: String {
        switch kind {
        case .damaged:
            "checkpoint \(path) is damaged: \(reason); remove it and resume from an older one"
        case .unreadable(let error):
            error.description
        }
    }
}
