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

    /// The seconds of them after this rank's vectors were made: what nothing hides.
    package private(set) var waitSeconds = 0.0

    private let precision: SumPrecision
    /// Owns the vectors.
    private let group: any Collective
    /// The vectors of the stack, each `vectorStride` floats after the one before.
    private let vectors: UnsafeMutablePointer<Float>
    private let vectorStride: Int
    /// For each own worker, the additions that follow its vector.
    private let additionCounts: [Int]
    /// nil on a rank that holds the whole tree.
    private let exchange: (any SubtreeExchange)?
    /// For each own worker, its vector's place on the stack.
    private let depths: [Int]
    /// From where on the last worker's vector was made.
    private var madeStart = 0
    /// The elements that were made, of all own workers.
    private var madeCount = 0

    /// Allocates all memory that the sums need.
    ///
    /// All ranks of the group make it at the same point with equal arguments.
    /// - Parameters:
    ///   - virtualWorkers: V, at least the number of ranks.
    ///   - elementCount: N, the number of floats in a vector; 0 is legal.
    ///   - starts: elements from which on a vector may be done before its rest is, in rising order.
    ///   - precision: which elements are rounded, and then travel in 16 bits.
    ///   - bucketSize: the number of floats that travel together where there are several hosts; nil for
    ///     what suits them.
    /// - Throws: `WorkerAssignmentError`, and what the group throws when it has no memory.
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
    /// Then each rank makes all elements of its workers' vectors with `make`, and asks for the `total`.
    package func begin() throws {
        exchangeSeconds = 0
        madeStart = elementCount
        madeCount = 0
        try timingExchange { try exchange?.begin() }
    }

    /// Makes some elements of the vector of one of this rank's workers, once in each sum.
    ///
    /// Each element is made worker by worker, in rising order. What is made of the last worker's vector
    /// without a gap up to its end may travel from then on.
    /// - Parameter fill: adds the worker's terms to `vector`, whose `elements` are zero before; those that
    ///   are not made yet have no meaning.
    /// - Throws: what `fill` or the group throws.
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
            if isLast { try exchange.isFinal(from: madeStart) } else { try exchange.advance() }
        }
    }

    /// Waits for the sum of the vectors of all workers of all ranks.
    ///
    /// - Returns: what is to be read until the next `begin`. It is not to be changed: ranks may share
    ///   it.
    package func total() throws -> UnsafeBufferPointer<Float> {
        precondition(
            madeCount == workers.count * elementCount, "a vector of the sum was not made, or twice")
        let secondsBefore = exchangeSeconds
        let total = try timingExchange {
            try exchange?.isFinal(from: 0)
            return try exchange?.total() ?? UnsafePointer(vectors)
        }
        waitSeconds = exchangeSeconds - secondsBefore
        return UnsafeBufferPointer(start: total, count: elementCount)
    }

    /// A whole sum, of vectors that are made one after another.
    ///
    /// - Parameter fill: as that of `make`; called once for each own worker, in order.
    package func overWorkers(
        _ fill: (_ worker: Int, _ vector: UnsafeMutableBufferPointer<Float>) throws -> Void
    ) throws -> UnsafeBufferPointer<Float> {
        try begin()
        for worker in workers {
            try make(0..<elementCount, ofWorker: worker) { try fill(worker, $0) }
        }
        return try total()
    }

    /// Adds some elements of an own worker's vector to the vectors below it on the stack.
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
