import Collectives
import Glibc
import TestSupport
import Testing

@Suite struct TreeSumTests {
    static let shapes = [5, 8, 12].flatMap { virtualWorkers in
        [1, 2, 3, 4, 5, 7, 8].filter { $0 <= virtualWorkers }.map { (virtualWorkers, $0) }
    }

    /// With 17 floats some ranks have no slice in shared memory: a slice is whole cache lines.
    @Test(arguments: shapes, [0, 1, 7, 17, 100_003])
    func everyRankGetsTheBitsOfTheSerialTree(
        shape: (virtualWorkers: Int, worldSize: Int), elementCount: Int
    ) throws {
        for sharesMemory in [false, true] {
            try expectSerialBits(
                virtualWorkers: shape.virtualWorkers, worldSize: shape.worldSize,
                elementCount: elementCount, sharesMemory: sharesMemory)
        }
    }

    @Test(arguments: [false, true])
    func fiveMillionFloatsGiveTheBitsOfTheSerialTree(sharesMemory: Bool) throws {
        try expectSerialBits(
            virtualWorkers: 8, worldSize: 3, elementCount: 5_000_000, sharesMemory: sharesMemory)
    }

    @Test(arguments: [5, 8, 12])
    func theValuesTellTheTreeFromLeftToRight(virtualWorkers: Int) {
        let tree = SerialSum.tree(virtualWorkers: virtualWorkers, elementCount: 1000)
        let straight = SerialSum.leftToRight(virtualWorkers: virtualWorkers, elementCount: 1000)
        let differing = zip(tree, straight).count { $0.bitPattern != $1.bitPattern }
        #expect(differing > 100)
        let magnitudes = tree.map(\.magnitude).filter { $0 > 0 }
        #expect((magnitudes.max() ?? 0) / (magnitudes.min() ?? 1) > 1e4)
    }

    /// NaN and the infinities stay what they are: they end a training.
    @Test(
        arguments: [
            (Float(bitPattern: 0x3f80_7fff), 1), (Float(bitPattern: 0x3f80_8000), 1),
            (Float(bitPattern: 0x3f80_8001), 1.0078125), (Float(bitPattern: 0x3f81_8000), 1.015625),
            (-0.0, -0.0), (.infinity, .infinity), (-.infinity, -.infinity),
            (.greatestFiniteMagnitude, .infinity), (Float(bitPattern: 0x7fff_ffff), .nan),
            (Float(bitPattern: 0x7f80_0001), .nan), (.leastNonzeroMagnitude, 0),
        ] as [(Float, Float)])
    func aTermIsRoundedToTheNearestBFloat16(value: Float, rounded: Float) throws {
        let sum = try TreeSum(
            group: GroupOfOne(), virtualWorkers: 1, elementCount: 2, precision: .bfloat16(from: 1))
        let total = try sum.overWorkers { _, vector in
            vector[0] = value
            vector[1] = value
        }
        #expect(total[0].bitPattern == value.bitPattern)
        let isRight = rounded.isNaN ? total[1].isNaN : total[1].bitPattern == rounded.bitPattern
        #expect(isRight, "\(total[1])")
    }

    /// The second sum must not see the first one's remains, and vectors come zeroed.
    @Test(arguments: [false, true])
    func aSumCanBeRepeated(sharesMemory: Bool) throws {
        try InProcessGroup.run(worldSize: 3, sharesMemory: sharesMemory) { group in
            let sum = try TreeSum(group: group, virtualWorkers: 8, elementCount: 50)
            for round in 1...3 {
                let total = try sum.overWorkers { _, vector in
                    #expect(vector.allSatisfy { $0 == 0 })
                    for index in vector.indices { vector[index] += Float(round) }
                }
                #expect(total.allSatisfy { $0 == Float(8 * round) })
            }
        }
    }

    @Test(arguments: shapes)
    func aRankAllocatesItsVectorsOnceAndFew(virtualWorkers: Int, worldSize: Int) throws {
        let bound = virtualWorkers == 5 || virtualWorkers == 8 ? 4 : 5
        try InProcessGroup.run(worldSize: worldSize) { group in
            let counting = CountingGroup(group)
            let sum = try TreeSum(
                group: counting, virtualWorkers: virtualWorkers, elementCount: 160)
            for _ in 0..<2 { _ = try sum.overWorkers { _, _ in } }
            #expect(counting.allocatedFloats.count == 1)
            #expect(counting.allocatedFloats.first == sum.vectorCount * 160)
            #expect(sum.vectorCount <= bound)
        }
    }

    @Test func aRankSendsNoMoreThanItsSlices() throws {
        let elementCount = 10_007
        for (virtualWorkers, worldSize) in Self.shapes {
            let assignment = try WorkerAssignment(
                virtualWorkers: virtualWorkers, worldSize: worldSize)
            try InProcessGroup.run(worldSize: worldSize, sharesMemory: false) { group in
                let counting = CountingGroup(group)
                let sum = try TreeSum(
                    group: counting, virtualWorkers: virtualWorkers, elementCount: elementCount)
                _ = try sum.overWorkers { _, _ in }
                let subtreeCount = assignment.maximalSubtrees(of: group.rank).count
                // A slice is whole cache lines: at most 16 floats more for each receiver.
                let exact = (subtreeCount + 1) * elementCount * (worldSize - 1) / worldSize
                let rounding = 16 * (subtreeCount + 1) * (worldSize - 1)
                #expect(abs(counting.sentFloats - exact) <= rounding)
            }
        }
    }

    @Test(arguments: shapes)
    func inSharedMemoryNothingIsSentAndRanksMeetTwice(virtualWorkers: Int, worldSize: Int) throws {
        try InProcessGroup.run(worldSize: worldSize, sharesMemory: true) { group in
            let counting = CountingGroup(group)
            let sum = try TreeSum(
                group: counting, virtualWorkers: virtualWorkers, elementCount: 1000)
            _ = try sum.overWorkers { _, _ in }
            #expect(counting.sentFloats == 0)
            #expect(counting.barrierCount == (worldSize == 1 ? 0 : 2))
        }
    }

    /// One rank is slow where it fills, adds or reads, while the others hurry into the next sums.
    @Test(arguments: 0..<4)
    func fastRanksDoNotOverwriteWhatASlowOneReads(slowRank: Int) throws {
        let elementCount = 1000
        let expected = (0..<4).map { round in
            Float((0..<8).reduce(0) { $0 + $1 + 100 * round })
        }
        try InProcessGroup.run(worldSize: 4, sharesMemory: true) { group in
            let isSlow = group.rank == slowRank
            let slowed = CountingGroup(group) { if isSlow { usleep(20_000) } }
            let sum = try TreeSum(
                group: slowed, virtualWorkers: 8, elementCount: elementCount)
            for round in 0..<4 {
                let total = try sum.overWorkers { worker, vector in
                    if isSlow { usleep(20_000) }
                    for index in vector.indices { vector[index] += Float(worker + 100 * round) }
                }
                if isSlow { usleep(20_000) }
                #expect(total.allSatisfy { $0 == expected[round] })
            }
        }
    }

    @Test func theRanksShareOneTotal() throws {
        let addresses = Guarded<Set<UInt>>([])
        try InProcessGroup.run(worldSize: 3, sharesMemory: true) { group in
            let sum = try TreeSum(group: group, virtualWorkers: 8, elementCount: 5)
            let total = try sum.overWorkers { _, _ in }
            addresses.withLock { _ = $0.insert(UInt(bitPattern: total.baseAddress)) }
        }
        #expect(addresses.withLock { $0.count } == 1)
    }

    @Test func anErrorWhileFillingEndsTheSumOnAllRanks() {
        #expect(throws: FillError.self) {
            try InProcessGroup.run(worldSize: 4) { group in
                let sum = try TreeSum(group: group, virtualWorkers: 8, elementCount: 10)
                _ = try sum.overWorkers { worker, _ in
                    if worker == 5 { throw FillError() }
                }
            }
        }
    }

    private struct FillError: Error {}

    private func expectSerialBits(
        virtualWorkers: Int, worldSize: Int, elementCount: Int, sharesMemory: Bool
    ) throws {
        let expected = SerialSum.bits(
            SerialSum.tree(virtualWorkers: virtualWorkers, elementCount: elementCount))
        let agreeing = Guarded(0)
        try InProcessGroup.run(worldSize: worldSize, sharesMemory: sharesMemory) { group in
            let sum = try TreeSum(
                group: group, virtualWorkers: virtualWorkers, elementCount: elementCount)
            let total = try sum.overWorkers { worker, vector in
                for element in vector.indices {
                    vector[element] += SerialSum.value(worker: worker, element: element)
                }
            }
            if SerialSum.bits(total) == expected { agreeing.withLock { $0 += 1 } }
        }
        #expect(agreeing.withLock { $0 } == worldSize)
    }
}
