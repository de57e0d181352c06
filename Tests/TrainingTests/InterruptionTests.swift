import Collectives
import ConvNet
import RunRecords
import Synchronization
import Testing
import Training

/// Runs that are stopped, and go on.
@Suite struct InterruptionTests {
    static let stepCount = 16
    static let rankCounts = [1, 2, 3, 4, 8]

    /// Each of ten steps and each number of ranks; another number goes on.
    @Test func aResumeAtAnyStepOnAnyNumberOfRanksEndsLikeTheCleanRun() throws {
        let clean = try ScratchRun()
        #expect(try clean.train()?.position == nil)
        let expected = try clean.result
        #expect(expected.lines.map(\.epoch) == [1, 2, 3, 4])
        #expect(expected.lines.last?.step == Self.stepCount)
        #expect(expected.lines.count { $0.best } > 1)

        var generator = Sequence(state: 4)
        let steps = (1..<Self.stepCount).shuffled(using: &generator).prefix(10)
        for (turn, step) in steps.enumerated() {
            var stopped: [Checkpoint?] = []
            for (place, ranks) in Self.rankCounts.enumerated() {
                let run = try ScratchRun()
                let outcome = try run.train(ranks: ranks) { $0.stopAfterSteps = step }
                #expect(outcome?.position?.globalStep == step)
                stopped.append(try run.result.checkpoint)
                let others = Self.rankCounts[(place + turn + 1) % Self.rankCounts.count]
                try run.train(ranks: others)
                // Not the values themselves: the testing library would print megabytes.
                let isEqual = try run.result == expected
                #expect(isEqual, "\(ranks) ranks stopped after step \(step), \(others) went on")
            }
            let areEqual = stopped.allSatisfy { $0 != nil && $0 == stopped[0] }
            #expect(areEqual, "the checkpoints after step \(step)")
        }
    }

    /// Moments, momentum, slow weights and averages go on, before and after the slow weights' moves.
    @Test(arguments: [1, 3, 5, 10])
    func muonAndLookaheadGoOnFromWhereTheyStopped(step: Int) throws {
        var description = ScratchRun.description
        description.optimizer.name = .muon
        description.optimizer.lookahead = 3
        description.optimizer.averaging = 0.9
        let fixed = description
        let clean = try ScratchRun()
        try clean.train(fixed)
        let expected = try clean.result
        let names = expected.checkpoint?.tensors.map(\.name) ?? []
        #expect(names.contains("muon.momentum") && names.contains("lookahead.slow_weights"))
        // Without averages and state.
        #expect(expected.checkpoint?.weightsSHA256 == expected.weights)
        let run = try ScratchRun()
        try run.train(fixed, ranks: 3) { $0.stopAfterSteps = step }
        try run.train(fixed, ranks: 2)
        // Not the values themselves: the testing library would print megabytes.
        let isEqual = try run.result == expected
        #expect(isEqual)
    }

    /// The epochs without a better one are counted on, whatever comes between.
    @Test func patienceSurvivesAStopAfterEachStep() throws {
        var description = ScratchRun.description
        // Without running statistics and with such steps, every epoch is as good as the first.
        description.network.preset = .keras
        description.schedule.learningRate = 1e-12
        description.schedule.epochs = 9
        let fixed = description
        let clean = try ScratchRun()
        try clean.train(fixed) { $0.patience = 2 }
        let expected = try clean.result
        #expect(expected.lines.map(\.best) == [true, false, false])
        let run = try ScratchRun()
        for _ in 0..<12 {
            try run.train(fixed, ranks: 2) {
                $0.patience = 2
                $0.stopAfterSteps = 1
            }
        }
        try run.train(fixed) { $0.patience = 2 }
        let isEqual = try run.result == expected
        #expect(isEqual)
    }

    /// One rank alone is asked, in a validation or in the scoring at the end: the look after the
    /// steps and looks of `calls`.
    @Test(arguments: [(4, 4), (9, 8), (20, 16), (22, 16)])
    func aStopWhileScoringIsObeyedAndTheScoresAreMadeAnew(calls: Int, step: Int) throws {
        let clean = try ScratchRun()
        try clean.train()
        let run = try ScratchRun()
        let count = Atomic(0)
        let outcome = try run.train(
            ranks: 3,
            context: { rank in
                var context = TinyRun.context
                guard rank == 1 else { return context }
                context.stopRequested = {
                    count.wrappingAdd(1, ordering: .relaxed).oldValue >= calls
                }
                return context
            })
        #expect(outcome?.position?.globalStep == step)
        #expect(count.load(ordering: .relaxed) == calls + 1)
        #expect(try run.folder.summary() == nil)
        try run.train(ranks: 2)
        let isEqual = try run.result == clean.result
        #expect(isEqual)
    }

    @Test func aCheckpointThatAnyRankIsAskedForIsWritten() throws {
        var description = ScratchRun.description
        description.schedule.epochs = 1
        let run = try ScratchRun()
        let count = Atomic(0)
        try run.train(
            description, ranks: 2,
            context: { rank in
                var context = TinyRun.context
                guard rank == 1 else { return context }
                context.takeCheckpointRequest = {
                    count.wrappingAdd(1, ordering: .relaxed).newValue == 2
                }
                return context
            })
        #expect(try run.checkpointNames == [name(step: 4), name(step: 2)])
    }

    @Test func rankZerosClockAsksForACheckpoint() throws {
        var description = ScratchRun.description
        description.schedule.epochs = 1
        let fixed = description
        let often = try ScratchRun()
        try often.train(fixed, ranks: 2) { $0.checkpointSeconds = 1e-6 }
        #expect(try often.checkpointNames == [name(step: 4), name(step: 3)])
        let seldom = try ScratchRun()
        try seldom.train(fixed, ranks: 2) { $0.checkpointSeconds = 1e6 }
        #expect(try seldom.checkpointNames == [name(step: 4)])
    }

    private func name(step: Int) -> String {
        CheckpointStore.fileName(
            TrainingPosition(completedEpochs: 0, stepInEpoch: step, globalStep: step))
    }

    /// Steele, Lea and Flood's SplitMix64: the same steps in every run of the test.
    private struct Sequence: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9e37_79b9_7f4a_7c15
            var z = state
            z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
            z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
            return z ^ (z >> 31)
        }
    }
}
