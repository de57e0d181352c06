/// What to do about images that cannot be read (`--bad-images`).
package enum BadImagePolicy: String, Codable, Sendable, CaseIterable {
    /// The run fails with a message that names all of them.
    case fail
    /// They are left out before images are dealt to workers, so the weights are those of a folder
    /// without them.
    case skip
}
