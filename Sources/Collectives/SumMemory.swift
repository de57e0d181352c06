/// The memory of one tree sum on one rank. The group that made it owns it and keeps it until its end.
package struct SumMemory {
    /// This rank's own vectors: aligned to 64 bytes and zero at first; the base address is never nil.
    package let vectors: UnsafeMutableBufferPointer<Float>

    /// What all ranks see; nil where ranks can only send each other messages.
    package let shared: Shared?

    /// Memory that all ranks of the group read and write where it lies.
    ///
    /// What one rank writes another may read only when both have called `barrier` in between.
    package struct Shared {
        /// The first float of each rank's vectors, in rank order.
        package let vectors: [UnsafePointer<Float>]
        /// One vector for the whole group, aligned to 64 bytes.
        package let total: UnsafeMutableBufferPointer<Float>
    }

    /// Memory that no other rank sees.
    package init(ownVectors: UnsafeMutableBufferPointer<Float>) {
        vectors = ownVectors
        shared = nil
    }

    /// Memory that all ranks see. The total lies before rank 0's vectors, so that every rank finds it
    /// without knowing how many vectors rank 0 has.
    /// - Parameters:
    ///   - bases: where each rank's memory begins, of at least `floatCount` floats, aligned to 64 bytes.
    package init(
        bases: [UnsafeMutablePointer<Float>], rank: Int, elementCount: Int, totalCount: Int
    ) {
        let starts = bases.enumerated().map { source, base in
            base + Self.floatCount(rank: source, elementCount: 0, totalCount: totalCount)
        }
        vectors = UnsafeMutableBufferPointer(start: starts[rank], count: elementCount)
        shared = Shared(
            vectors: starts.map { UnsafePointer($0) },
            total: UnsafeMutableBufferPointer(start: bases[0], count: totalCount))
    }

    /// The floats that `rank` adds to shared memory: its vectors, and on rank 0 the total.
    package static func floatCount(rank: Int, elementCount: Int, totalCount: Int) -> Int {
        elementCount + (rank == 0 ? roundedToCacheLines(totalCount) : 0)
    }
}

/// The floats of as many cache lines of 64 bytes as hold `floatCount` floats.
func roundedToCacheLines(_ floatCount: Int) -> Int {
    (floatCount + floatsPerCacheLine - 1) / floatsPerCacheLine * floatsPerCacheLine
}

/// What ranks write side by side begins on lines of its own, or they would take them from each other.
let floatsPerCacheLine = 16
