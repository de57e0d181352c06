/// Why no report could be made of a run folder.
package struct ReportError: Error, Equatable, CustomStringConvertible {
    package enum Kind: Sendable {
        /// There is nothing to report of, or it cannot be read.
        case noInput
        /// A file is malformed.
        case badData
    }

    package let kind: Kind

    /// The file or folder concerned.
    package let path: String

    /// What is wrong with it.
    package let reason: String

    /// What to do about it.
    package let remedy: String

    package var description: String {
        "no report could be made: \(path): \(reason); \(remedy)"
    }
}
