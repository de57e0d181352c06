/// Joins the maximal subtrees of all ranks where they lie, in memory that all ranks share: each rank
/// adds its slice of all of them, in tree order, into its slice of the one total.
///
/// Two barriers a sum are enough, because the inputs and the total are different memory:
/// - The first ends the writing of inputs, and with it the reading of the last total: its readers
///   come here only when they have done with it. From now on the total is written.
/// - The second ends the writing of the total, and with it the reading of inputs. From now on the
///   total is read, and inputs of the next sum may be written.
///
/// So a fast rank that fills its vectors for the next sum meets nobody who reads them, and cannot
/// write the total before the slowest rank has come back.
final class SharedExchange: SubtreeExchange {
    private let group: any Collective
    /// The one total.
    private let memory: UnsafeMutablePointer<Float>
    /// Adds this rank's part of the vectors.
    private let fold: SubtreeFold

    /// - Parameters:
    ///   - memory: each rank's maximal subtrees are the first of its vectors.
    ///   - vectorStride: the floats from one vector of a rank to the next.
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

    // In memory an exchange takes so little time that there is nothing to gain before its end.
    func begin() {}
    func isFinal(from start: Int) {}
    func advance() {}

    func total() throws -> UnsafePointer<Float> {
        try group.barrier()
        fold.run()
        try group.barrier()
        return UnsafePointer(memory)
    }
}

/// Part `index` of `count` of some elements: whole cache lines, so that no two ranks write to one.
/// - Parameter range: begins on a cache line.
func cacheLineSlice(_ index: Int, of count: Int, in range: Range<Int>) -> Range<Int> {
    let lineCount = roundedToCacheLines(range.count) / floatsPerCacheLine
    func bound(_ index: Int) -> Int {
        min(
            range.upperBound,
            range.lowerBound + sliceBound(index, of: count, lineCount) * floatsPerCacheLine)
    }
    return bound(index)..<bound(index + 1)
}

/// ⌊index · elementCount / count⌋ without a product that could overflow.
private func sliceBound(_ index: Int, of count: Int, _ elementCount: Int) -> Int {
    let (quotient, remainder) = elementCount.quotientAndRemainder(dividingBy: count)
    return index * quotient + index * remainder / count
}
