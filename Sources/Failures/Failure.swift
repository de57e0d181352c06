/// An error that can reach the user: what is wrong, where, what to do about it, and the status that
/// the program exits with.
///
/// Every type states all four; none has a default, so that no error is without a status.
///
///     struct FolderError: Failure {
///         let path: String
///         let what: String
///         let remedy: String?
///         var location: String? { path }
///         var exitStatus: ExitStatus { .noInput }
///     }
///
/// prints as `data/train: no images; put PNG files in it`.
package protocol Failure: Error, CustomStringConvertible, Sendable {
    /// What is wrong, with the values involved.
    var what: String { get }

    /// Where it is wrong: a file, folder, rank or step. Nil where `what` says it, or no place is to
    /// blame.
    var location: String? { get }

    /// What the user can do about it; nil where nothing is known to help.
    var remedy: String? { get }

    /// What the program ends with.
    var exitStatus: ExitStatus { get }

    /// What is wrong and where, in one sentence: `location: what`, unless a type words it otherwise.
    var sentence: String { get }
}

extension Failure {
    package var sentence: String { location.map { "\($0): \(what)" } ?? what }

    /// The message for the user: the sentence and, after a semicolon, the remedy.
    package var description: String { remedy.map { "\(sentence); \($0)" } ?? sentence }
}
