package import Failures
package import Files

/// A checkpoint cannot be used.
package struct CheckpointError: Failure, Equatable {
    package enum Kind: Equatable, Sendable {
        /// The file's bytes are not those that were written, or not a checkpoint's.
        case damaged
        /// Another version of the program wrote it.
        case otherVersion
        /// The file could not be read at all.
        case unreadable(FileError)
    }

    package let kind: Kind
    package let path: String
    package let what: String
    package let remedy: String?
    package let exitStatus: ExitStatus
    package let sentence: String
    package var location: String? { path }

    /// The error for a file whose contents are wrong.
    package init(damaged path: String, _ what: String) {
        kind = .damaged
        self.path = path
        self.what = what
        remedy = "remove it and resume from an older one"
        exitStatus = .badData
        sentence = "checkpoint \(path) is damaged: \(what)"
    }

    /// The error for a whole file of a format that this program does not read.
    init(otherVersion path: String, _ what: String) {
        kind = .otherVersion
        self.path = path
        self.what = what
        remedy = RecordVersion.remedy
        exitStatus = .badData
        sentence = "cannot use checkpoint \(path): \(what)"
    }

    init(_ error: FileError) {
        kind = .unreadable(error)
        path = error.path
        what = error.what
        remedy = error.remedy
        exitStatus = error.exitStatus
        sentence = error.sentence
    }
}
