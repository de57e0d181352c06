package import Failures

/// Why no report could be made of a run folder.
package struct ReportError: Failure, Equatable {
    /// `noInput` where there is nothing to report of, or it cannot be read; `badData` where a file is
    /// malformed.
    package let exitStatus: ExitStatus
    /// The file or folder concerned.
    package let path: String
    package let what: String
    package let remedy: String?
    package var location: String? { path }
    package var sentence: String { "no report could be made: \(path): \(what)" }
}
