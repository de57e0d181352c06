/// The one sum of a step: adds the vectors of all virtual workers in the order of the summation
/// tree, with equal bits on every rank and for every number of ranks.
///
/// A rank folds its own workers' vectors while they are made. What remains are the roots of its
/// maximal subtrees. The ranks share the work of joining these: each adds one slice of all of them,
/// in place where all share memory (`SharedExchange`), else by messages too (`NetworkExchange`).
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
    /// Which vector of the stack is being filled, and from where on it was added to those below.
    private var depth = 0
    private var foldedEnd = 0

    /// Allocates all memory that the sums need.
    ///
    /// All ranks of the group make it at the same point with equal arguments.
    /// - Parameters:
    ///   - virtualWorkers: V, at least the number of ranks.
    ///   - elementCount: N, the number of floats in a vector; 0 is legal.
    ///   - starts: elements from which on a vector may be done before its rest is, in rising order.
    ///   - bucketSize: the number of floats that travel together where there are several hosts; nil for
    ///     what suits them.
    /// - Throws: `WorkerAssignmentError`, and what the group throws when it has no memory.
    package init(
        group: any Collective, virtualWorkers: Int, elementCount: Int, starts: [Int] = [],
        bucketSize: Int? = nil
    ) throws {
        precondition(elementCount >= 0, "a vector cannot have a negative number of floats")
        let layout = group.layout
        let assignment = try WorkerAssignment(virtualWorkers: virtualWorkers, layout: layout)
        let workers = assignment.workers(of: group.rank)
        let tree = assignment.tree
        self.group = group
        self.workers = workers
        self.elementCount = elementCount
        vectorCount = tree.stackDepth(for: workers)
        additionCounts = workers.map { tree.additionCount(after: $0, in: workers) }
        vectorStride = roundedToCacheLines(elementCount)

        let buckets = Buckets.ranges(
            elementCount: elementCount, starts: starts,
            size: bucketSize ?? Buckets.size(for: layout))
        let flagFloats =
            layout.hosts.count > 1 ? SharedFlags.floatCount(for: 2 * buckets.count) : 0
        let memory = try group.allocateSumVectors(
            elementCount: flagFloats + vectorCount * vectorStride, totalCount: elementCount)
        guard let base = memory.vectors.baseAddress else {
            preconditionFailure("a group must return memory, even for no floats")
        }
        vectors = base + flagFloats
        if group.worldSize == 1 {
            exchange = nil
        } else if let shared = memory.shared, layout.hosts.count == 1 {
            exchange = SharedExchange(
                group: group, assignment: assignment, elementCount: elementCount, memory: shared,
                vectorStride: vectorStride)
        } else {
            exchange = try NetworkExchange(
                group: group, assignment: assignment, buckets: buckets,
                memory: HostMemory(
                    memory, of: group, vectorStride: vectorStride, flagFloats: flagFloats,
                    elementCount: elementCount))
        }
    }

    /// Sums one vector per virtual worker over all ranks.
    ///
    /// - Parameters:
    ///   - fill: adds worker `worker`'s terms into `vector`, which is zero before; called once for each
    ///     own worker, in order.
    ///   - isDone: to be called by `fill` where it has a moment: the vector is done from element
    ///     `start` on, and what no other worker of this rank adds to may travel. The last call has the
    ///     lowest `start`.
    /// - Returns: the total of all workers of all ranks, to be read until the next call. It is not to
    ///   be changed: ranks may share it.
    /// - Throws: what `fill` or the group throws.
    package func overWorkers(
        _ fill: (
            _ worker: Int, _ vector: UnsafeMutableBufferPointer<Float>,
            _ isDone: (_ start: Int) throws -> Void
        ) throws -> Void
    ) throws -> UnsafeBufferPointer<Float> {
        exchangeSeconds = 0
        try timingExchange { try exchange?.begin() }
        depth = 0
        for worker in workers {
            let top = UnsafeMutableBufferPointer(start: start(of: depth), count: elementCount)
            top.update(repeating: 0)
            foldedEnd = elementCount
            try fill(worker, top) { start in try noteDone(from: start, of: worker) }
            fold(worker, from: 0)
            depth += 1 - additionCounts[worker - workers.lowerBound]
        }
        let total = try timingExchange {
            try exchange?.isFinal(from: 0)
            return try exchange?.total() ?? UnsafePointer(vectors)
        }
        return UnsafeBufferPointer(start: total, count: elementCount)
    }

    /// As above, for vectors that are done when `fill` returns.
    package func overWorkers(
        _ fill: (_ worker: Int, _ vector: UnsafeMutableBufferPointer<Float>) throws -> Void
    ) throws -> UnsafeBufferPointer<Float> {
        try overWorkers { worker, vector, _ in try fill(worker, vector) }
    }

    private func noteDone(from start: Int, of worker: Int) throws {
        let isLast = worker == workers.upperBound - 1
        if isLast { fold(worker, from: start) }
        guard let exchange else { return }
        try timingExchange {
            if isLast { try exchange.isFinal(from: foldedEnd) } else { try exchange.advance() }
        }
    }

    /// Adds what is done of a worker's vector to the vectors below it on the stack.
    private func fold(_ worker: Int, from start: Int) {
        guard start < foldedEnd else { return }
        for addition in 0..<additionCounts[worker - workers.lowerBound] {
            add(
                self.start(of: depth - addition) + start,
                to: self.start(of: depth - addition - 1) + start, count: foldedEnd - start)
        }
        foldedEnd = start
    }

    private func timingExchange<Result>(_ body: () throws -> Result) rethrows -> Result {
        let start = ContinuousClock.now
        defer { exchangeSeconds += (ContinuousClock.now - start) / .seconds(1) }
        return try body()
    }

    private func start(of vector: Int) -> UnsafeMutablePointer<Float> {
        vectors + vector * vectorStride
    }
}
