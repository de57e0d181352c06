package import Collectives
package import Handwriting

extension Collective {
    /// Lists a folder on rank 0 and gives the list to every rank, so that all see the same files.
    ///
    /// - Throws: on all ranks alike, `AgreedFailure` with what `scan` threw, or with the class
    ///   folders that have no image that can be used, unless bad images are to be skipped.
    package func indexFromRoot(
        badImages: BadImagePolicy, _ scan: () throws -> ImageIndex
    ) throws -> ImageIndex {
        let bytes = try fromRoot {
            let index = try scan()
            if badImages == .fail { try index.requireImagesInClassFolders() }
            return index.encoded()
        }
        return try ImageIndex(decoding: bytes)
    }
}
