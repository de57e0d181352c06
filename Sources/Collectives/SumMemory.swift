/// The memory of one tree sum on one rank. The group that allocated it owns it.
package struct SumMemory {
    /// This rank's own vectors: aligned to 64 bytes and initially zero. The base address is never
    /// nil.
    package let vectors: UnsafeMutableBufferPointer<Float>

    /// The memory that all ranks of this host see; nil if they can only exchange messages.
    package let shared: Shared?

    /// Memory that all ranks of one host read and write.
    ///
    /// A rank may read what another rank wrote only after both have called `barrier`, or after it
    /// has seen a flag that the writer set afterwards.
    package struct Shared {
        /// The first float of the vectors of each rank of the host, in rank order.
        package let vectors: [UnsafeMutablePointer<Float>]
        /// One vector for the whole host, aligned to 64 bytes.
        package let total: UnsafeMutablePointer<Float>
    }

    /// Creates memory that no other rank sees.
    package init(ownVectors: UnsafeMutableBufferPointer<Float>) {
        vectors = ownVectors
        shared = nil
    }

    /// Creates memory that all ranks of the host see. The total precedes the vectors of the first
    /// rank, so that every rank finds it without knowing the number of those vectors.
    /// - Parameters:
    ///   - bases: the beginning of the memory of each rank of the host, of at least `floatCount`
    ///     floats and aligned to 64 bytes.
    ///   - localRank: this rank's number among them.
    package init(
        bases: [UnsafeMutablePointer<Float>], localRank: Int, elementCount: Int, totalCount: Int
    ) {
        let starts = bases.enumerated().map { source, base in
            base + Self.floatCount(localRank: source, elementCount: 0, totalCount: totalCount)
        }
        vectors = UnsafeMutableBufferPointer(start: starts[localRank], count: elementCount)
        shared = Shared(vectors: starts, total: bases[0])
    }

    /// The number of floats that a rank contributes to shared memory: its vectors and, on the
    /// host's first rank, the total.
    package static func floatCount(localRank: Int, elementCount: Int, totalCount: Int) -> Int {
        elementCount + (localRank == 0 ? roundedToCacheLines(totalCount) : 0)
    }
}

/// `floatCount` rounded up to whole cache lines of 64 bytes, in floats.
func roundedToCacheLines(_ floatCount: Int) -> Int {
    (floatCount + floatsPerCacheLine - 1) / floatsPerCacheLine * floatsPerCacheLine
}

/// Regions that different ranks write begin on separate cache lines, to avoid false sharing.
let floatsPerCacheLine = 16
