/// Names one after the other, for a message that must stay readable when there are thousands.
package enum NameList {
    /// `a, b, c`, or `a, b and 998 more` where there are more than `limit`.
    package static func text(_ names: some Collection<String>, limit: Int = 10) -> String {
        let shown = names.prefix(limit).joined(separator: ", ")
        return names.count > limit ? "\(shown) and \(names.count - limit) more" : shown
    }
}
