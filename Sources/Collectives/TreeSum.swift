/// The one sum of a step: adds the vectors of all virtual workers in the order of the summation
/// tree, with equal bits on every rank and for every number of ranks.
///
/// A rank folds its own workers' vectors while they are made. What remains are the roots of its
/// maximal subtrees. The ranks share the work of joining these: each adds one slice of all of them,
/// in place where the group shares memory (`SharedExchange`), else by messages (`MessageExchange`).
package final class TreeSum {
    /// The workers whose vectors this rank makes.
    package let workers: Range<Int>

    /// The number of floats in a vector.
    package let elementCount: Int

    /// The number of vectors this rank holds: at most ⌈log₂ V⌉ + 1 for V up to 49, then a few more.
    package let vectorCount: Int

    /// The seconds of the last exchange, with the time spent waiting for slower ranks.
    package private(set) var exchangeSeconds = 0.0

    /// Owns the vectors.
    private let group: any Collective
    /// The vectors of the stack, each `vectorStride` floats after the one before.
    private let vectors: UnsafeMutablePointer<Float>
    private let vectorStride: Int
    /// For each own worker, the additions that follow its vector.
    private let additionCounts: [Int]
    /// nil on a rank that holds the whole tree.
    private let exchange: (any SubtreeExchange)?

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
        vectorStride = roundedToCacheLines(elementCount)
        let memory = try group.allocateSumVectors(
            elementCount: vectorCount * vectorStride, totalCount: elementCount)
        guard let base = memory.vectors.baseAddress else {
            preconditionFailure("a group must return memory, even for no floats")
        }
        vectors = base
        if group.worldSize == 1 {
            exchange = nil
        } else if let shared = memory.shared {
            exchange = SharedExchange(
                group: group, assignment: assignment, elementCount: elementCount, memory: shared,
                vectorStride: vectorStride)
        } else {
            exchange = MessageExchange(
                group: group, assignment: assignment, elementCount: elementCount, vectors: vectors,
                vectorStride: vectorStride)
        }
    }

    /// Sums one vector per virtual worker over all ranks.
    ///
    /// - Parameter fill: adds worker `worker`'s terms into `vector`, which is zero before; called
    ///   once for each own worker, in order.
    /// - Returns: the total of all workers of all ranks, to be read until the next call. It is not to
    ///   be changed: ranks may share it.
    /// - Throws: what `fill` or the group throws.
    package func overWorkers(
        _ fill: (_ worker: Int, _ vector: UnsafeMutableBufferPointer<Float>) throws -> Void
    ) throws -> UnsafeBufferPointer<Float> {
        var depth = 0
        for worker in workers {
            let top = UnsafeMutableBufferPointer(start: start(of: depth), count: elementCount)
            top.update(repeating: 0)
            try fill(worker, top)
            for _ in 0..<additionCounts[worker - workers.lowerBound] {
                add(start(of: depth), to: start(of: depth - 1), count: elementCount)
                depth -= 1
            }
            depth += 1
        }
        let start = ContinuousClock.now
        let total = try exchange?.join() ?? UnsafePointer(vectors)
        exchangeSeconds = (ContinuousClock.now - start) / .seconds(1)
        return UnsafeBufferPointer(start: total, count: elementCount)
    }

    private func start(of vector: Int) -> UnsafeMutablePointer<Float> {
        vectors + vector * vectorStride
    }
}
