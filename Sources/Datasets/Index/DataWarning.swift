/// What the user of a folder of images should know before trusting the numbers: the run goes on.
package struct DataWarning: Sendable, Equatable, CustomStringConvertible {
    /// The folder that it is about; nil where `what` names the set of images.
    package let folder: String?
    package let what: String
    package let remedy: String

    package init(folder: String? = nil, what: String, remedy: String) {
        self.folder = folder
        self.what = what
        self.remedy = remedy
    }

    /// On one line.
    package var description: String {
        "\(folder.map { "\($0): " } ?? "")\(what); \(remedy)"
    }

    /// The first names of a longer list in a warning.
    static let namedCount = 8
}
