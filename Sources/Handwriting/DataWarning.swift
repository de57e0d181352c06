/// What is odd about the images of a folder, though they can be trained on.
package struct DataWarning: Sendable, Equatable, CustomStringConvertible {
    package let what: String
    package let remedy: String

    /// On one line.
    package var description: String { "\(what); \(remedy)" }

    /// The first names of a longer list in a warning.
    static let namedCount = 8
}
