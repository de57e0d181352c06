/// Why a folder of images cannot be used.
package struct FolderError: Error, Equatable, CustomStringConvertible {
    /// The two classes of failure, which callers map to exit codes.
    package enum Kind: Sendable {
        /// There is nothing to read: missing, unreadable or empty (exit code 66).
        case noInput
        /// There is something, but not what training needs (exit code 65).
        case badData
    }

    package let kind: Kind
    /// The folder or file that is wrong.
    package let path: String
    /// What is wrong with it.
    package let what: String
    /// What the user can do about it.
    package let remedy: String

    package init(_ kind: Kind, path: String, what: String, remedy: String) {
        self.kind = kind
        self.path = path
        self.what = what
        self.remedy = remedy
    }

    package var description: String {
        "\(path.isEmpty ? "data" : path): \(what); \(remedy)"
    }
}
