import Collectives
import Glibc
import TestSupport
import Testing

/// Sums over several hosts: threads that share memory with those of their host only.
@Suite struct NetworkExchangeTests {
    /// One way to run a sum.
    struct Shape: CustomStringConvertible {
        let virtualWorkers: Int
        /// The host of each rank.
        let hosts: [Int]
        let elementCount: Int
        let bucketSize: Int
        let sharesMemory: Bool
        /// Where a vector is made before its rest is.
        var starts: [Int] = []
        /// Whether a range is made of all vectors before the next one.
        var sideBySide = false
        /// From where on elements are rounded; nil for none.
        var exactCount: Int?

        /// What is made one after another.
        var ranges: [Range<Int>] {
            let starts = [0] + starts
            let ends = starts.dropFirst() + [elementCount]
            return zip(starts, ends).map { $0..<$1 }.reversed()
        }

        var description: String {
            "V=\(virtualWorkers) hosts=\(hosts) N=\(elementCount) bucket=\(bucketSize)"
                + " shared=\(sharesMemory) starts=\(starts) sideBySide=\(sideBySide)"
                + " exact=\(exactCount.map(String.init) ?? "all")"
        }
    }

    /// Any number of workers and ranks, any mapping, buckets from one cache line to all.
    static func randomShapes(count: Int, seed: UInt64) -> [Shape] {
        var random = SplitMix64(state: seed)
        return (0..<count).map { _ in
            let virtualWorkers = Int.random(in: 1...17, using: &random)
            let worldSize = Int.random(in: 1...min(8, virtualWorkers), using: &random)
            let hostCount = Int.random(in: 1...8, using: &random)
            var shape = Shape(
                virtualWorkers: virtualWorkers,
                hosts: (0..<worldSize).map { _ in Int.random(in: 0..<hostCount, using: &random) },
                elementCount: [0, 1, 15, 17, 100, 3000].randomElement(using: &random) ?? 0,
                bucketSize: [1, 16, 33, 160, 1 << 18].randomElement(using: &random) ?? 16,
                sharesMemory: Bool.random(using: &random))
            shape.starts = (0..<Int.random(in: 0...4, using: &random))
                .map { _ in Int.random(in: 0...shape.elementCount, using: &random) }.sorted()
            shape.sideBySide = Bool.random(using: &random)
            if Bool.random(using: &random) {
                shape.exactCount = Int.random(in: 0...shape.elementCount / 16, using: &random) * 16
            }
            return shape
        }
    }

    @Test func anyShapeGivesTheBitsOfTheSerialTreeOnEveryRank() throws {
        for shape in Self.randomShapes(count: 300, seed: 18) { try expectSerialBits(shape) }
    }

    @Test(arguments: [
        [0, 0, 1, 1, 2, 2, 3, 3], [0, 1, 2, 3, 0, 1, 2, 3], [0, 0, 0, 0, 0, 1, 1, 2],
        [0, 1, 2, 3, 4, 5, 6, 7], [3, 1, 3, 0, 1], [0, 1],
    ])
    func commonLayoutsGiveTheBitsOfTheSerialTree(hosts: [Int]) throws {
        for sharesMemory in [false, true] {
            for bucketSize in [1 << 12, 1 << 18] {
                try expectSerialBits(
                    Shape(
                        virtualWorkers: 8, hosts: hosts, elementCount: 20_011,
                        bucketSize: bucketSize, sharesMemory: sharesMemory))
            }
        }
    }

    /// A host with one subtree sends 2 · (H - 1) / H · N elements, whatever the number of its ranks.
    @Test(arguments: [
        (hosts: [0, 1], workers: 8), ([0, 0, 1, 1], 8), ([0, 1, 2, 3], 8),
        ([0, 0, 1, 1, 2, 2, 3, 3], 8), ([0, 1, 2, 3, 0, 1, 2, 3], 8),
        ([0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1], 16),
    ])
    func aHostSendsEachPartOnceThereAndOnceBack(hosts: [Int], workers: Int) throws {
        for sharesMemory in [false, true] {
            try expectBytes(
                hosts: hosts, workers: workers, sharesMemory, .exact, bytesPerElement: 4)
            try expectBytes(
                hosts: hosts, workers: workers, sharesMemory, .bfloat16(from: 0), bytesPerElement: 2
            )
        }
    }

    /// What is made may travel at once: before the rest of the vectors is made.
    @Test func whatIsMadeTravels() throws {
        try InProcessGroup.run(worldSize: 2, hosts: [0, 1]) { group in
            let counting = CountingGroup(group)
            let sum = try TreeSum(
                group: counting, virtualWorkers: 4, elementCount: 320, starts: [160],
                bucketSize: 160)
            try sum.begin()
            for worker in sum.workers {
                #expect(counting.sentFloats == 0)
                try sum.make(160..<320, ofWorker: worker) { _ in }
            }
            #expect(counting.sentFloats > 0)
            for worker in sum.workers { try sum.make(0..<160, ofWorker: worker) { _ in } }
            _ = try sum.total()
        }
    }

    private func expectBytes(
        hosts: [Int], workers: Int, _ sharesMemory: Bool, _ precision: SumPrecision,
        bytesPerElement: Double
    ) throws {
        let elementCount = 40_000
        let sent = Guarded([Int: Int]())
        try InProcessGroup.run(
            worldSize: hosts.count, hosts: hosts, sharesMemory: sharesMemory
        ) { group in
            let counting = CountingGroup(group)
            let sum = try TreeSum(
                group: counting, virtualWorkers: workers, elementCount: elementCount,
                precision: precision)
            _ = try sum.overWorkers { _, _ in }
            let host = hosts[group.rank]
            sent.withLock { $0[host, default: 0] += counting.sentToHosts }
            #expect(!sharesMemory || counting.sentFloats == counting.sentToHosts)
        }
        let hostCount = Set(hosts).count
        let exact =
            bytesPerElement / 4 * Double(2 * (hostCount - 1) * elementCount) / Double(hostCount)
        for (host, floats) in sent.withLock({ $0 }) {
            #expect(Double(floats) <= 1.05 * exact, "host \(host)")
            #expect(Double(floats) >= 0.95 * exact, "host \(host)")
        }
    }

    /// A fast rank must not write what a slow one of its host still reads or sends.
    @Test(arguments: 0..<6)
    func sumsFollowEachOtherHoweverSlowARankIs(slowRank: Int) throws {
        try InProcessGroup.run(worldSize: 6, hosts: [0, 0, 0, 1, 1, 2]) { group in
            let sum = try TreeSum(
                group: group, virtualWorkers: 8, elementCount: 1000, bucketSize: 160)
            for round in 0..<20 {
                let total = try sum.overWorkers { worker, vector in
                    if group.rank == slowRank { usleep(2000) }
                    for index in vector.indices { vector[index] += Float(worker + 100 * round) }
                }
                if group.rank == slowRank { usleep(2000) }
                let expected = Float((0..<8).reduce(0) { $0 + $1 + 100 * round })
                #expect(total.allSatisfy { $0 == expected })
            }
        }
    }

    private func expectSerialBits(_ shape: Shape) throws {
        let expected = SerialSum.bits(
            SerialSum.tree(
                virtualWorkers: shape.virtualWorkers, elementCount: shape.elementCount,
                exactCount: shape.exactCount ?? .max))
        let agreeing = Guarded(0)
        try InProcessGroup.run(
            worldSize: shape.hosts.count, hosts: shape.hosts, sharesMemory: shape.sharesMemory
        ) { group in
            let sum = try TreeSum(
                group: group, virtualWorkers: shape.virtualWorkers,
                elementCount: shape.elementCount, starts: shape.starts,
                precision: shape.exactCount.map { .bfloat16(from: $0) } ?? .exact,
                bucketSize: shape.bucketSize)
            for round in 1...3 {
                // From the last elements down, as a backward pass goes, worker by worker or side by side.
                try sum.begin()
                let ranges = shape.ranges
                if shape.sideBySide {
                    for range in ranges {
                        for worker in sum.workers { try make(range, worker, sum) }
                    }
                } else {
                    for worker in sum.workers {
                        for range in ranges { try make(range, worker, sum) }
                    }
                }
                let total = try sum.total()
                if round == 3, SerialSum.bits(total) == expected {
                    agreeing.withLock { $0 += 1 }
                }
            }
        }
        #expect(agreeing.withLock { $0 } == shape.hosts.count, "\(shape)")
    }

    private func make(_ range: Range<Int>, _ worker: Int, _ sum: TreeSum) throws {
        try sum.make(range, ofWorker: worker) { vector in
            // What is made later is wrong until then.
            for element in 0..<range.lowerBound { vector[element] = -1 }
            for element in range {
                vector[element] += SerialSum.value(worker: worker, element: element)
            }
        }
    }
}
