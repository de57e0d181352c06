/// Lists names in a message, and shortens the list so that thousands of names stay readable.
package enum NameList {
    /// `a, b, c`, or `a, b and 998 more` if there are more than `limit` names.
    package static func text(_ names: some Collection<String>, limit: Int = 10) -> String {
        let shown = names.prefix(limit).joined(separator: ", ")
        return names.count > limit ? "\(shown) and \(names.count - limit) more" : shown
    }
}
