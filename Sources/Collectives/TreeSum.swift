/// The gradient all-reduce of a step. It adds the vectors of all virtual workers in the order of
/// the summation tree, so the bits are equal on every rank and for every number of ranks.
///
/// A rank folds its own workers' vectors while they are computed, which leaves the roots of its
/// maximal subtrees. The ranks share the work of adding these: each adds one slice of all of them,
/// in shared memory on a single host (`SharedExchange`), with messages between hosts
/// (`NetworkExchange`).
///
///     try sum.begin()
///     for worker in sum.workers {
///         try sum.make(0..<sum.elementCount, ofWorker: worker) { addGradients(to: $0) }
///     }
///     let total = try sum.total()
package final class TreeSum {
    /// The workers whose vectors this rank computes.
    package let workers: Range<Int>

    /// The number of floats in a vector.
    package let elementCount: Int

    /// The number of vectors that this rank holds at the same time,
    /// `SummationTree.stackDepth(for:)`: at most ⌈log₂ V⌉ + 1 for V up to 49 workers, and few more
    /// beyond.
    package let vectorCount: Int

    /// The communication time of the last sum in seconds, including the time spent waiting for
    /// slower ranks.
    package private(set) var exchangeSeconds = 0.0

    /// The exposed part of it, in seconds: after this rank's vectors were complete, when nothing
    /// overlaps.
    package private(set) var waitSeconds = 0.0

    private let precision: SumPrecision
    /// Owns the vectors.
    private let group: any Collective
    /// The vectors of the stack, at a distance of `vectorStride` floats.
    private let vectors: UnsafeMutablePointer<Float>
    private let vectorStride: Int
    /// For each own worker, the number of additions that follow its vector.
    private let additionCounts: [Int]
    /// Nil on a rank that holds the whole tree.
    private let exchange: (any SubtreeExchange)?
    /// For each own worker, the depth of its vector on the stack.
    private let depths: [Int]
    /// The last worker's vector is complete from this element to its end.
    private var madeStart = 0
    /// The number of elements that were computed, over all own workers; for a check.
    private var madeCount = 0

    /// Allocates all memory that the sums need.
    ///
    /// All ranks of the group create it at the same point with equal arguments.
    /// - Parameters:
    ///   - virtualWorkers: V, at least the number of ranks.
    ///   - elementCount: N, the number of floats in a vector; 0 is legal.
    ///   - starts: ascending offsets at which the rest of a vector may be complete before its
    ///     beginning is: the layers' boundaries.
    ///   - precision: which elements are rounded to bfloat16 and sent in 16 bits.
    ///   - bucketSize: the number of floats that travel together between hosts; nil for a size that
    ///     suits the hosts.
    /// - Throws: `WorkerAssignmentError`, and the error of the group if it cannot allocate memory.
    package init(
        group: any Collective, virtualWorkers: Int, elementCount: Int, starts: [Int] = [],
        precision: SumPrecision = .exact, bucketSize: Int? = nil
    ) throws {
        precondition(elementCount >= 0, "a vector cannot have a negative number of floats")
        let layout = group.layout
        let assignment = try WorkerAssignment(virtualWorkers: virtualWorkers, layout: layout)
        let workers = assignment.workers(of: group.rank)
        let tree = assignment.tree
        self.group = group
        self.workers = workers
        self.elementCount = elementCount
        self.precision = precision
        vectorCount = tree.stackDepth(for: workers)
        let additionCounts = workers.map { tree.additionCount(after: $0, in: workers) }
        self.additionCounts = additionCounts
        depths = additionCounts.indices.map { $0 - additionCounts[..<$0].reduce(0, +) }
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
                group: group, assignment: assignment, elementCount: elementCount,
                precision: precision, memory: shared, vectorStride: vectorStride)
        } else {
            exchange = try NetworkExchange(
                group: group, assignment: assignment, buckets: buckets, precision: precision,
                memory: HostMemory(
                    memory, of: group, vectorStride: vectorStride, flagFloats: flagFloats,
                    elementCount: elementCount))
        }
    }

    /// Begins a sum of one vector for each virtual worker.
    ///
    /// Each rank then computes all elements of its workers' vectors with `make`, and calls `total`.
    package func begin() throws {
        exchangeSeconds = 0
        madeStart = elementCount
        madeCount = 0
        try timingExchange { try exchange?.begin() }
    }

    /// Computes some elements of the vector of one of this rank's workers; each element exactly
    /// once per sum.
    ///
    /// For each element, the workers must come in ascending order. As soon as the last worker's
    /// vector is complete from some element to its end, that part may be sent; so the gradients of
    /// the last layers travel first.
    /// - Parameter fill: adds the worker's terms to `vector[elements]`, which is zeroed before.
    ///   Elements that are not computed yet are undefined.
    /// - Throws: the errors of `fill` and of the group.
    package func make(
        _ elements: Range<Int>, ofWorker worker: Int,
        fill: (_ vector: UnsafeMutableBufferPointer<Float>) throws -> Void
    ) throws {
        precondition(workers.contains(worker), "worker \(worker) belongs to another rank")
        madeCount += elements.count
        let place = worker - workers.lowerBound
        let top = start(of: depths[place])
        (top + elements.lowerBound).update(repeating: 0, count: elements.count)
        try fill(UnsafeMutableBufferPointer(start: top, count: elementCount))
        let split = precision.split(elements)
        FloatAdditions.round(top + split, count: elements.upperBound - split)
        fold(elements.lowerBound..<split, of: place, rounds: false)
        fold(split..<elements.upperBound, of: place, rounds: true)
        let isLast = worker == workers.upperBound - 1
        if isLast, elements.upperBound == madeStart { madeStart = elements.lowerBound }
        guard let exchange else { return }
        try timingExchange {
            if isLast { try exchange.markFinal(from: madeStart) } else { try exchange.advance() }
        }
    }

    /// Waits for the sum of the vectors of all workers of all ranks.
    ///
    /// - Returns: the sum, valid until the next `begin`. It must not be changed, because ranks may
    ///   share its memory.
    package func total() throws -> UnsafeBufferPointer<Float> {
        precondition(
            madeCount == workers.count * elementCount, "a vector of the sum was not made, or twice")
        let secondsBefore = exchangeSeconds
        let total = try timingExchange {
            try exchange?.markFinal(from: 0)
            return try exchange?.total() ?? UnsafePointer(vectors)
        }
        waitSeconds = exchangeSeconds - secondsBefore
        return UnsafeBufferPointer(start: total, count: elementCount)
    }

    /// A whole sum of vectors that are computed one after another.
    ///
    /// - Parameter fill: as in `make`; called once for each own worker, in order.
    package func overWorkers(
        _ fill: (_ worker: Int, _ vector: UnsafeMutableBufferPointer<Float>) throws -> Void
    ) throws -> UnsafeBufferPointer<Float> {
        try begin()
        for worker in workers {
            try make(0..<elementCount, ofWorker: worker) { try fill(worker, $0) }
        }
        return try total()
    }

    /// Adds some elements of an own worker's vector to the vectors below it on the stack, as the
    /// tree requires.
    private func fold(_ elements: Range<Int>, of place: Int, rounds: Bool) {
        for depth in (depths[place] - additionCounts[place]..<depths[place]).reversed() {
            FloatAdditions.add(
                start(of: depth + 1) + elements.lowerBound,
                to: start(of: depth) + elements.lowerBound, count: elements.count, rounds: rounds)
        }
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
