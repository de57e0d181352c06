import ConvNet
import RunRecords
import TestSupport
import Testing
import Training

/// On several hosts ranks can interleave the backward passes of their workers: that changes no bit.
@Suite struct InterleavingTests {
    private static var description: RunDescription {
        var description = TinyRun.plainDescription
        description.network.preset = .compact
        description.augmentation = .mild
        description.optimizer.name = .adamw
        description.schedule.learningRate = 1e-3
        description.schedule.batchSize = 40
        return description
    }

    @Test(
        arguments: [([0, 1], 2), ([0, 1], 8), ([0, 0, 1], 8), ([0, 1, 0, 2], 8)],
        [Precision.f32, .bf16])
    func theBitsAreThoseOfOneProcess(
        layout: (hosts: [Int], interleavedWorkers: Int), exchange: Precision
    ) throws {
        let (hosts, interleavedWorkers) = layout
        var description = Self.description
        description.arithmetic.exchange = exchange
        let alone = try TinyRun.weights(description, perClass: 3, steps: 4)
        for interleavingRanks in [hosts.count, 1] {
            let counts = Guarded<[Int]>([])
            let shared = try TinyRun.weights(
                description, perClass: 3, steps: 4, worldSize: hosts.count, hosts: hosts,
                readsAhead: true
            ) { trainer, rank in
                guard rank < interleavingRanks else { return }
                trainer.interleave(lastWorkers: interleavedWorkers)
                counts.withLock { $0.append(trainer.slots.count) }
            }
            // Not the arrays themselves: the testing library would look for differences for minutes.
            let isEqual = shared == alone
            #expect(isEqual)
            #expect(counts.withLock { $0.allSatisfy { $0 > 1 } && $0.count == interleavingRanks })
        }
        #expect(alone.allSatisfy { $0.isFinite })
    }

    @Test func gradientsInBfloat16GiveOtherBits() throws {
        var description = Self.description
        let exact = try TinyRun.weights(description, perClass: 3, steps: 4)
        description.arithmetic.exchange = .bf16
        let rounded = try TinyRun.weights(description, perClass: 3, steps: 4)
        let distance = relativeDistance(rounded, exact)
        #expect(distance > 0 && distance < 0.05)
    }

    /// The first step does not count, nor does one outlier of three. As many workers as hide the waiting.
    @Test(arguments: [
        (waits: [9.0, 0.3, 0.3, 0.0], vote: 3), ([9, 0.05, 9, 0.05], nil),
        ([0, 0.1, 0.3, 0.3], 3), ([0, 0.1, 0.1, 0.1], nil), ([0, 1, 1, 0], 6),
    ])
    func aRankThatWaitsLongVotesOnce(waits: [Double], vote: Int?) {
        var rule = InterleavingRule()
        var votes: [Int?] = []
        for wait in waits + [9] {
            rule.note(waitSeconds: 2 * wait, computeSeconds: 2, passSeconds: 0.4)
            votes.append(rule.vote)
        }
        #expect(votes == [nil, nil, nil, vote, nil])
    }

    /// In the fifth step, after three of which each took 50 times as long as such a step computes.
    @Test func ranksThatWaitForTheNetworkInterleave() throws {
        let wanted = Guarded<[[Bool]]>([])
        try InProcessGroup.run(worldSize: 3, hosts: [0, 0, 1]) { group in
            let trainer = try TinyRun.trainer(
                Self.description, perClass: 3, in: SlowNetwork(group, seconds: 0.5))
            let answers = try (0..<6).map { _ in
                try trainer.step().beginsToInterleave
            }
            wanted.withLock { $0.append(answers) }
        }
        let expected = [false, false, false, false, true, false]
        #expect(wanted.withLock { $0 } == [[Bool]](repeating: expected, count: 3))
    }

    /// A single backward pass has none to be interleaved with, and nothing must be announced.
    @Test func ranksWithOneWorkerEachDoNotInterleave() throws {
        var description = Self.description
        description.schedule.virtualWorkers = 2
        let fixed = description
        try InProcessGroup.run(worldSize: 2, hosts: [0, 1]) { group in
            let trainer = try TinyRun.trainer(
                fixed, perClass: 3, in: SlowNetwork(group, seconds: 0.5))
            for _ in 0..<6 {
                let begins = try trainer.step().beginsToInterleave
                #expect(!begins)
            }
        }
    }

    /// On one host there is nothing to hide the exchange behind.
    @Test func ranksOfOneHostDoNotInterleave() throws {
        try InProcessGroup.run(worldSize: 2, sharesMemory: false) { group in
            let trainer = try TinyRun.trainer(
                Self.description, perClass: 3, in: SlowNetwork(group, seconds: 0.2))
            for _ in 0..<6 {
                let begins = try trainer.step().beginsToInterleave
                #expect(!begins)
            }
        }
    }
}
