/// The sum in memory that all ranks of a single host share: each rank adds its slice of all ranks'
/// maximal subtrees, in tree order, into its slice of one total. Nothing is copied.
///
/// Two barriers per sum are enough, because inputs and total are separate memory:
/// - After the first barrier all inputs are written. The previous total has been read, because its
///   readers arrive here only when they are done with it. So the total may be overwritten.
/// - After the second barrier the total is complete and all inputs have been read. So the total may
///   be read, and the inputs of the next sum may be written.
///
/// So a fast rank that already fills its vectors for the next sum disturbs no reader, and it cannot
/// write the total before the slowest rank has read it.
final class SharedExchange: SubtreeExchange {
    private let group: any Collective
    /// The total, which all ranks share.
    private let memory: UnsafeMutablePointer<Float>
    /// Adds this rank's slice of all subtrees.
    private let fold: SubtreeFold

    /// - Parameters:
    ///   - memory: the vectors of all ranks; each rank's maximal subtrees come first.
    ///   - vectorStride: the distance between two vectors of a rank, in floats.
    init(
        group: any Collective, assignment: WorkerAssignment, elementCount: Int,
        precision: SumPrecision, memory: SumMemory.Shared, vectorStride: Int
    ) {
        self.group = group
        self.memory = memory.total
        let subtrees = (0..<group.worldSize).flatMap { rank in
            assignment.maximalSubtrees(of: rank).enumerated().map { index, leaves in
                SubtreeFold.Subtree(
                    leaves: leaves,
                    place: .init(base: memory.vectors[rank] + index * vectorStride, origin: 0))
            }
        }
        fold = SubtreeFold(
            subtrees, in: assignment.tree,
            range: cacheLineSlice(group.rank, of: group.worldSize, in: 0..<elementCount),
            precision: precision
        ) { _ in .init(base: memory.total, origin: 0) }
    }

    // A sum in shared memory is too short to be worth overlapping with the backward pass.
    func begin() {}
    func markFinal(from start: Int) {}
    func advance() {}

    func total() throws -> UnsafePointer<Float> {
        try group.barrier()
        fold.run()
        try group.barrier()
        return UnsafePointer(memory)
    }
}

/// Part `index` of `count` equal parts of some elements. Parts consist of whole cache lines, so
/// that no two ranks write to the same line (false sharing).
/// - Parameter range: must begin on a cache line.
func cacheLineSlice(_ index: Int, of count: Int, in range: Range<Int>) -> Range<Int> {
    let lineCount = roundedToCacheLines(range.count) / floatsPerCacheLine
    func bound(_ index: Int) -> Int {
        min(
            range.upperBound,
            range.lowerBound + sliceBound(index, of: count, lineCount) * floatsPerCacheLine)
    }
    return bound(index)..<bound(index + 1)
}

/// ⌊index · elementCount / count⌋ without a product that could overflow for large vectors.
private func sliceBound(_ index: Int, of count: Int, _ elementCount: Int) -> Int {
    let (quotient, remainder) = elementCount.quotientAndRemainder(dividingBy: count)
    return index * quotient + index * remainder / count
}
