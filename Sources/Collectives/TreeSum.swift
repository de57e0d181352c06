/// The one sum of a step: adds the vectors of all virtual workers in the order of the summation
/// tree, with equal bits on every rank and for every number of ranks.
///
/// A rank folds its own workers' vectors while they are made. What remains are the roots of its
/// maximal subtrees; the ranks exchange slices of these, each rank adds one slice in tree order,
/// and the slices of the total are gathered. A rank with p maximal subtrees sends about
/// (p + 1) · 4 · N · (R − 1) / R bytes.
package final class TreeSum {
    /// The workers whose vectors this rank makes.
    package let workers: Range<Int>

    /// The number of floats in a vector.
    package let elementCount: Int

    /// The number of vectors this rank holds: at most ⌈log₂ V⌉ + 1 for V up to 49, then a few more.
    package let vectorCount: Int

    /// The seconds of the last exchange, with the time spent waiting for slower ranks.
    package private(set) var exchangeSeconds = 0.0

    private let group: any Collective
    /// The vectors of the stack, each `vectorStride` floats after the one before.
    private let vectors: UnsafeMutablePointer<Float>
    private let vectorStride: Int
    /// For each own worker, the additions that follow its vector.
    private let additionCounts: [Int]
    private let plan: ExchangePlan
    /// The slices of all maximal subtrees of all ranks.
    private let received: UnsafeMutablePointer<Float>

    /// Allocates all memory that the sums need.
    ///
    /// All ranks of the group make it at the same point with equal arguments.
    /// - Parameters:
    ///   - virtualWorkers: V, at least the number of ranks.
    ///   - elementCount: N, the number of floats in a vector; 0 is legal.
    /// - Throws: `WorkerAssignmentError`, and what the group throws when it has no memory.
    package init(group: any Collective, virtualWorkers: Int, elementCount: Int) throws {
        precondition(elementCount >= 0, "a vector cannot have a negative number of floats")
        let assignment = try WorkerAssignment(
            virtualWorkers: virtualWorkers, worldSize: group.worldSize)
        let workers = assignment.workers(of: group.rank)
        let tree = assignment.tree
        self.group = group
        self.workers = workers
        self.elementCount = elementCount
        vectorCount = tree.stackDepth(for: workers)
        additionCounts = workers.map { tree.additionCount(after: $0, in: workers) }
        // Each vector starts on a cache line.
        vectorStride = (elementCount + 15) / 16 * 16
        let memory = try group.allocateSumVectors(elementCount: vectorCount * vectorStride)
        guard let base = memory.baseAddress else {
            preconditionFailure("a group must return memory, even for no floats")
        }
        vectors = base
        plan = ExchangePlan(assignment: assignment, rank: group.rank, elementCount: elementCount)
        received = UnsafeMutableRawPointer.allocate(
            byteCount: plan.receivedCount * MemoryLayout<Float>.stride, alignment: 64
        ).bindMemory(to: Float.self, capacity: plan.receivedCount)
    }

    deinit {
        received.deallocate()
    }

    /// Sums one vector per virtual worker over all ranks.
    ///
    /// - Parameter fill: adds worker `worker`'s terms into `vector`, which is zero before; called
    ///   once for each own worker, in order.
    /// - Returns: the total of all workers of all ranks, valid and free to be changed until the
    ///   next call.
    /// - Throws: what `fill` or the group throws.
    package func overWorkers(
        _ fill: (_ worker: Int, _ vector: UnsafeMutableBufferPointer<Float>) throws -> Void
    ) throws -> UnsafeMutableBufferPointer<Float> {
        var depth = 0
        for worker in workers {
            let top = vector(depth)
            top.update(repeating: 0)
            try fill(worker, top)
            for _ in 0..<additionCounts[worker - workers.lowerBound] {
                add(vector(depth), to: vector(depth - 1))
                depth -= 1
            }
            depth += 1
        }
        let start = ContinuousClock.now
        try exchange()
        exchangeSeconds = (ContinuousClock.now - start) / .seconds(1)
        return vector(0)
    }

    /// Makes vector 0 the total, from the maximal subtrees in the first vectors of every rank.
    private func exchange() throws {
        // A rank that holds the whole tree has the total already.
        if plan.subtreeCount == 1 { return }
        for round in plan.rounds {
            try group.exchange(
                send: vectors + round.vector * vectorStride, sendOffsets: round.sendOffsets,
                receive: received + round.receiveStart, receiveOffsets: round.receiveOffsets)
        }
        let slice = plan.bounds[group.rank]..<plan.bounds[group.rank + 1]
        // Block by block, so that what one addition wrote is still in the cache for the next.
        for start in stride(from: 0, to: slice.count, by: Self.blockSize) {
            let count = min(Self.blockSize, slice.count - start)
            for addition in plan.additions {
                add(
                    UnsafeMutableBufferPointer(
                        start: received + addition.source * slice.count + start, count: count),
                    to: UnsafeMutableBufferPointer(
                        start: received + addition.destination * slice.count + start, count: count))
            }
        }
        (vectors + slice.lowerBound).update(from: received, count: slice.count)
        try group.allGather(vectors, offsets: plan.bounds)
    }

    private static let blockSize = 2048

    private func vector(_ index: Int) -> UnsafeMutableBufferPointer<Float> {
        UnsafeMutableBufferPointer(start: vectors + index * vectorStride, count: elementCount)
    }

    /// Plain additions of floats, element by element: nothing here may be reassociated.
    private func add(
        _ source: UnsafeMutableBufferPointer<Float>,
        to destination: UnsafeMutableBufferPointer<Float>
    ) {
        guard let source = source.baseAddress, let sum = destination.baseAddress else { return }
        for index in 0..<destination.count {
            sum[index] += source[index]
        }
    }
}
