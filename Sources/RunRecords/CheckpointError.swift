package import Failures
package import Files

/// Why a checkpoint cannot be used. A resume skips damaged checkpoints and uses an older one, so
/// the kind matters.
package struct CheckpointError: Failure, Equatable {
    package enum Kind: Equatable, Sendable {
        /// The bytes differ from those that were written, or are not those of a checkpoint.
        case damaged
        /// A different version of the program wrote it.
        case otherVersion
        /// The file could not be read.
        case unreadable(FileError)
    }

    package let kind: Kind
    package let path: String
    package let what: String
    package let remedy: String?
    package let exitStatus: ExitStatus
    package let sentence: String
    package var location: String? { path }

    /// The error for a file with wrong contents.
    package init(damaged path: String, _ what: String) {
        kind = .damaged
        self.path = path
        self.what = what
        remedy = "remove it and resume from an older one"
        exitStatus = .badData
        sentence = "checkpoint \(path) is damaged: \(what)"
    }

    /// The error for an intact file in a format that this program does not read.
    init(otherVersion path: String, _ what: String) {
        kind = .otherVersion
        self.path = path
        self.what = what
        remedy = RecordVersion.remedy
        exitStatus = .badData
        sentence = "cannot use checkpoint \(path): \(what)"
    }

    /// The error for a file that could not be read: the text is that of the `FileError`.
    init(_ error: FileError) {
        kind = .unreadable(error)
        path = error.path
        what = error.what
        remedy = error.remedy
        exitStatus = error.exitStatus
        sentence = error.sentence
    }
}
