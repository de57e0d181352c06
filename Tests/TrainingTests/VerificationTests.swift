import Collectives
import ConvNet
import Failures
import Recognition
import RunRecords
import TestSupport
import Testing
import Training

/// Ranks that are out of step, and numbers that are none.
@Suite struct VerificationTests {
    /// The errors of all ranks after two steps, a change on some of them, and a check.
    private func errors(
        worldSize: Int, description: RunDescription = TinyRun.plainDescription, steps: Int = 2,
        change: @escaping @Sendable (_ rank: Int, Model) -> Void,
        check: @escaping @Sendable (Trainer) throws -> Void = { try $0.verify() }
    ) throws -> [String] {
        var description = description
        description.schedule.batchSize = 16
        let fixed = description
        let messages = Guarded<[String]>([])
        try InProcessGroup.run(worldSize: worldSize) { group in
            let trainer = try TinyRun.trainer(fixed, perClass: 2, in: group)
            for _ in 0..<steps { _ = try trainer.step() }
            try trainer.verify()
            change(group.rank, trainer.model)
            do {
                try check(trainer)
            } catch {
                #expect(ExitStatus(of: error) == .internalError)
                #expect(error is any AgreedError)
                messages.withLock { $0.append("\(error)") }
            }
        }
        return messages.withLock { $0 }
    }

    @Test func aRankWithAnotherWeightIsNamedOnAllRanks() throws {
        let messages = try errors(worldSize: 4) { rank, model in
            if rank == 2 { model.parameters.floats[7].negate() }
        }
        #expect(messages.count == 4)
        #expect(Set(messages).count == 1)
        let message = messages.first ?? ""
        #expect(
            message.hasPrefix("rank 2 on test: out of step after step 2 (epoch 1, step 2)"),
            "\(message)")
        #expect(message.contains("the other 3 ranks agree"))
    }

    @Test func ofTwoRanksBothAreNamed() throws {
        let messages = try errors(worldSize: 2) { rank, model in
            if rank == 1 { model.parameters.floats[7].negate() }
        }
        #expect(messages.count == 2)
        #expect(messages.first?.hasPrefix("rank 0 on test, rank 1 on test: out of step") == true)
        #expect(messages.first?.contains("no majority agrees") == true)
    }

    @Test func aRunningStatisticThatDiffersIsFound() throws {
        var description = TinyRun.plainDescription
        description.network.preset = .compact
        let messages = try errors(worldSize: 3, description: description) { rank, model in
            if rank == 0 { model.statistics.floats[model.statistics.count - 1] += 1 }
        }
        #expect(messages.count == 3)
        #expect(messages.first?.hasPrefix("rank 0 on test: out of step") == true)
    }

    /// The wrong sum comes in the second epoch: the first one's checkpoint stays the last.
    @Test func nothingIsWrittenOfAnEpochInWhichRanksPartedWays() throws {
        let run = try ScratchRun()
        #expect(throws: OutOfStepError.self) {
            try run.train(
                ranks: 3, wrap: { $0.rank == 1 ? FaultyGroup($0, faultySum: 6) : $0 })
        }
        #expect(try run.checkpointNames.map { $0.prefix(22) } == ["epoch-0000-step-000004"])
        #expect(try run.folder.metrics.records(EpochRecord.self).map(\.epoch) == [1])
        let clean = try ScratchRun()
        try clean.train()
        try run.train(ranks: 2)
        let isEqual = try run.result == clean.result
        #expect(isEqual)
    }

    @Test func moreFrequentChecksFindItSooner() throws {
        let run = try ScratchRun()
        let error = #expect(throws: OutOfStepError.self) {
            try run.train(
                ranks: 3, change: { $0.verifyEverySteps = 1 },
                wrap: { $0.rank == 1 ? FaultyGroup($0, faultySum: 6) : $0 })
        }
        #expect(error?.description.contains("after step 6 (epoch 2, step 2)") == true)
    }

    /// An infinite learning rate: the first update overflows.
    @Test func aParameterThatOverflowedIsNamedWithItsStep() throws {
        var description = TinyRun.plainDescription
        description.schedule.learningRate = 1e39
        let what = "convolution1.weight is not finite in epoch 1, step 1"
        for check in [{ try $0.verify() }, { _ = try $0.step() }]
            as [@Sendable (Trainer) throws -> Void]
        {
            let messages = try errors(
                worldSize: 2, description: description, steps: 0, change: { _, _ in },
                check: { trainer in
                    _ = try trainer.step()
                    try check(trainer)
                })
            #expect(messages.count == 2)
            #expect(messages.allSatisfy { $0.contains(what) }, "\(messages)")
        }
    }

    /// Training does not use the running variance, so the sum stays finite: the rank must say it.
    @Test func whatOneRankAloneHasThatIsNotFiniteEndsAllRanks() throws {
        var description = TinyRun.plainDescription
        description.network.preset = .compact
        let messages = try errors(
            worldSize: 3, description: description,
            change: { rank, model in
                if rank == 1 { model.statistics.floats[model.statistics.count - 1] = .nan }
            },
            check: { trainer in
                _ = try trainer.step()
                _ = try trainer.step()
            })
        #expect(messages.count == 3)
        #expect(
            messages.allSatisfy {
                $0.hasPrefix("rank 1: ") && $0.contains(".running_var is not finite")
            },
            "\(messages)")
    }

    /// The first step's weights are finite, and too large for the second step.
    @Test func theLastGoodCheckpointIsKept() throws {
        var description = ScratchRun.description
        description.optimizer.name = .sgd
        description.schedule.learningRate = 1e25
        description.schedule.warmupEpochs = 0
        description.schedule.shape = .constant
        let run = try ScratchRun()
        let fixed = description
        let error = #expect(throws: (any Error).self) {
            try run.train(fixed, ranks: 2) { $0.checkpointEverySteps = 1 }
        }
        #expect(error.map(ExitStatus.init(of:)) == .internalError)
        #expect("\(error.map { "\($0)" } ?? "")".contains("in epoch 1, step 2"), "\(error as Any)")
        let kept = try run.folder.checkpoints.newestVerified().newest?.checkpoint
        #expect(kept?.position.globalStep == 1)
        #expect(kept?.tensors.allSatisfy { $0.floats.allSatisfy(\.isFinite) } == true)
    }
}
