package import Collectives
package import Handwriting

extension Collective {
    /// Lists a folder on rank 0 and gives the list to every rank, so that all see the same files.
    ///
    /// - Throws: on all ranks alike, `AgreedFailure` with what `scan` threw.
    package func indexFromRoot(
        _ scan: () throws -> ImageIndex
    ) throws -> ImageIndex {
        let bytes = try fromRoot(exitCode: ExitStatus.code) { try scan().encoded() }
        return try ImageIndex(decoding: bytes)
    }
}
