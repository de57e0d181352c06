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
    private let total: UnsafeMutablePointer<Float>
    /// This rank's part of the vectors.
    private let slice: Range<Int>
    private let steps: [Step]
    /// Intermediate sums of one block each.
    private let scratch: UnsafeMutablePointer<Float>

    /// One addition of the tree; a subtree is never changed, because only its own rank writes there.
    private enum Step {
        case setToSum(Place, left: Place, right: Place)
        case add(Place, to: Place)
    }

    /// Where a maximal subtree, an intermediate sum or the total lies.
    private struct Place {
        let base: UnsafeMutablePointer<Float>
        /// 1 for a whole vector; 0 for scratch memory, which every block uses again.
        let stride: Int

        @inline(__always)
        func block(at start: Int) -> UnsafeMutablePointer<Float> { base + start * stride }
    }

    /// - Parameters:
    ///   - memory: each rank's maximal subtrees are the first of its vectors.
    ///   - vectorStride: the floats from one vector of a rank to the next.
    init(
        group: any Collective, assignment: WorkerAssignment, elementCount: Int,
        memory: SumMemory.Shared, vectorStride: Int
    ) {
        guard let total = memory.total.baseAddress else {
            preconditionFailure("a group must return memory, even for no floats")
        }
        self.group = group
        self.total = total
        slice = cacheLineSlice(group.rank, of: group.worldSize, elementCount: elementCount)
        var subtrees: [Range<Int>] = []
        var places: [Place] = []
        for rank in 0..<group.worldSize {
            for (index, subtree) in assignment.maximalSubtrees(of: rank).enumerated() {
                subtrees.append(subtree)
                places.append(
                    Place(
                        base: UnsafeMutablePointer(
                            mutating: memory.vectors[rank] + index * vectorStride), stride: 1))
            }
        }
        let scratchCount = subtrees.count * Self.blockSize
        scratch = UnsafeMutableRawPointer.allocate(
            byteCount: scratchCount * MemoryLayout<Float>.stride, alignment: 64
        ).bindMemory(to: Float.self, capacity: scratchCount)

        var steps: [Step] = []
        var isSum = [Bool](repeating: false, count: subtrees.count)
        for addition in assignment.tree.additions(joining: subtrees) {
            let left = places[addition.destination]
            let right = places[addition.source]
            if isSum[addition.destination] {
                steps.append(.add(right, to: left))
            } else {
                // Rank 0's first subtree has leaf 0, to which the tree adds all others.
                let sum =
                    addition.destination == 0
                    ? Place(base: total, stride: 1)
                    : Place(base: scratch + addition.destination * Self.blockSize, stride: 0)
                steps.append(.setToSum(sum, left: left, right: right))
                places[addition.destination] = sum
                isSum[addition.destination] = true
            }
        }
        self.steps = steps
    }

    deinit {
        scratch.deallocate()
    }

    func join() throws -> UnsafePointer<Float> {
        try group.barrier()
        // Block by block, so that intermediate sums never leave the cache.
        for start in stride(from: slice.lowerBound, to: slice.upperBound, by: Self.blockSize) {
            let count = min(Self.blockSize, slice.upperBound - start)
            for step in steps {
                switch step {
                case .setToSum(let sum, let left, let right):
                    setToSum(
                        sum.block(at: start), left.block(at: start), right.block(at: start),
                        count: count)
                case .add(let source, let sum):
                    add(source.block(at: start), to: sum.block(at: start), count: count)
                }
            }
        }
        try group.barrier()
        return UnsafePointer(total)
    }

    private static let blockSize = 512
}

/// The part of a vector that `rank` adds: whole cache lines, so that no two ranks write to one.
private func cacheLineSlice(_ rank: Int, of worldSize: Int, elementCount: Int) -> Range<Int> {
    let lineCount = roundedToCacheLines(elementCount) / floatsPerCacheLine
    func bound(_ index: Int) -> Int {
        min(elementCount, sliceBound(index, of: worldSize, lineCount) * floatsPerCacheLine)
    }
    return bound(rank)..<bound(rank + 1)
}
