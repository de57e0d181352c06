/// A problem of a folder of images that the user should know before trusting the results. The run
/// continues.
package struct DataWarning: Sendable, Equatable, CustomStringConvertible {
    /// The folder concerned; nil if `what` names the set of images.
    package let folder: String?
    package let what: String
    package let remedy: String

    package init(folder: String? = nil, what: String, remedy: String) {
        self.folder = folder
        self.what = what
        self.remedy = remedy
    }

    /// The warning in one line: folder, problem and remedy.
    package var description: String {
        "\(folder.map { "\($0): " } ?? "")\(what); \(remedy)"
    }

    /// The number of names that are listed in a warning before "and … more".
    static let namedCount = 8
}
