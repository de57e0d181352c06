/// The memory of one tree sum on one rank. The group that made it owns it and keeps it until its end.
package struct SumMemory {
    /// This rank's own vectors: aligned to 64 bytes and zero at first; the base address is never nil.
    package let vectors: UnsafeMutableBufferPointer<Float>

    /// What all ranks of this host see; nil where they can only send each other messages.
    package let shared: Shared?

    /// Memory that the ranks of one host read and write where it lies.
    ///
    /// What one rank writes another may read only when both have called `barrier` in between, or when
    /// it has seen a flag that the first has set after it.
    package struct Shared {
        /// The first float of the vectors of each rank of the host, in rank order.
        package let vectors: [UnsafeMutablePointer<Float>]
        /// One vector for the whole host, aligned to 64 bytes.
        package let total: UnsafeMutablePointer<Float>
    }

    /// Memory that no other rank sees.
    package init(ownVectors: UnsafeMutableBufferPointer<Float>) {
        vectors = ownVectors
        shared = nil
    }

    /// Memory that all ranks of the host see. The total lies before the vectors of its first rank, so
    /// that every rank finds it without knowing how many vectors that one has.
    /// - Parameters:
    ///   - bases: where the memory of each rank of the host begins, of at least `floatCount` floats,
    ///     aligned to 64 bytes.
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

    /// The floats that a rank adds to shared memory: its vectors, and on the host's first the total.
    package static func floatCount(localRank: Int, elementCount: Int, totalCount: Int) -> Int {
        elementCount + (localRank == 0 ? roundedToCacheLines(totalCount) : 0)
    }
}

/// The floats of as many cache lines of 64 bytes as hold `floatCount` floats.
func roundedToCacheLines(_ floatCount: Int) -> Int {
    (floatCount + floatsPerCacheLine - 1) / floatsPerCacheLine * floatsPerCacheLine
}

/// What ranks write side by side begins on lines of its own, or they would take them from each other.
let floatsPerCacheLine = 16
