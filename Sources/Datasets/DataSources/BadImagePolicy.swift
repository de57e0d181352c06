/// What happens when images cannot be read.
package enum BadImagePolicy: String, Codable, Sendable, CaseIterable {
    /// The run fails, naming all of them.
    case fail
    /// They are left out, as if they had never been there.
    case skip
}
