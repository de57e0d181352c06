import Augmentation
import Collectives
import ConvNet
import Recognition
import RunRecords
import TestSupport
import Testing
import Training

@Suite struct TrainerTests {
    /// All 28 images make one step. Divided among 5 workers the micro-batches have 6 and 5 images:
    /// the mean over the images must not become a mean of the workers' means.
    @Test func wholeBatchGradientDoesNotDependOnTheNumberOfWorkers() throws {
        var description = TinyRun.plainDescription
        description.schedule.virtualWorkers = 1
        description.schedule.batchSize = 28
        let before = try TinyRun.weights(description, perClass: 1, steps: 0)
        let alone = try TinyRun.weights(description, perClass: 1, steps: 1)
        description.schedule.virtualWorkers = 5
        description.schedule.batchSize = 30
        let shared = try TinyRun.weights(description, perClass: 1, steps: 1)
        let step = zip(alone, before).map { $0 - $1 }
        let sharedStep = zip(shared, before).map { $0 - $1 }
        #expect(relativeDistance(alone, before) > 1e-3)
        #expect(relativeDistance(sharedStep, step) < 1e-4)
    }

    @Test(arguments: [2, 3, 5, 7, 8])
    func anyNumberOfRanksGivesTheSameBits(worldSize: Int) throws {
        var description = TinyRun.plainDescription
        description.network.preset = .compact
        description.augmentation = .mild
        description.optimizer.name = .adamw
        description.schedule.learningRate = 1e-3
        description.schedule.batchSize = 40
        let alone = try TinyRun.weights(description, perClass: 3, steps: 4)
        let shared = try TinyRun.weights(description, perClass: 3, steps: 4, worldSize: worldSize)
        // Not the arrays themselves: the testing library would look for their differences for minutes.
        let isEqual = shared == alone
        #expect(isEqual)
        #expect(alone.allSatisfy { $0.isFinite })
    }

    /// 28 images for 40 workers: some have none in a step.
    @Test func workersWithoutSamplesAddNothing() throws {
        var description = TinyRun.plainDescription
        description.network.preset = .compact
        description.schedule.virtualWorkers = 40
        description.schedule.batchSize = 40
        let alone = try TinyRun.weights(description, perClass: 1, steps: 3)
        let shared = try TinyRun.weights(description, perClass: 1, steps: 3, worldSize: 6)
        // Not the arrays themselves: the testing library would look for their differences for minutes.
        let isEqual = shared == alone
        #expect(isEqual)
        #expect(alone.allSatisfy { $0.isFinite })
    }

    @Test func lossFallsAndAnotherSeedGivesOtherWeights() throws {
        var description = TinyRun.plainDescription
        description.network.preset = .compact
        description.optimizer.name = .adamw
        description.schedule.learningRate = 2e-3
        description.schedule.batchSize = 56
        let fixed = description
        nonisolated(unsafe) var losses: [Double] = []
        try InProcessGroup.run(worldSize: 1) { group in
            let trainer = try TinyRun.trainer(fixed, perClass: 2, in: group)
            for _ in 0..<30 {
                let step = try trainer.step()
                losses.append(step.loss)
            }
        }
        #expect(losses[29] < 0.5 * losses[0])
        let first = try TinyRun.weights(description, perClass: 1, steps: 1)
        description.seed = 2
        #expect(try TinyRun.weights(description, perClass: 1, steps: 1) != first)
    }

    /// Else a long load, or a long step, would be taken for a stall.
    @Test func loadingAndStepsCountTheirImages() throws {
        var description = TinyRun.plainDescription
        description.schedule.batchSize = 40
        nonisolated(unsafe) var counts: [Int] = []
        try InProcessGroup.run(worldSize: 1) { [description] group in
            let trainer = try TinyRun.trainer(description, perClass: 2, in: group) {
                counts.append($0)
            }
            // 56 training images and 28 of the test.
            #expect(counts == [Int](repeating: 1, count: 84))
            while !trainer.isEpochDone { _ = try trainer.step() }
        }
        // One for each worker and step.
        #expect(counts.count == 84 + 2 * description.schedule.virtualWorkers)
        #expect(counts.reduce(0, +) == 84 + 56)
    }

    @Test func lossThatIsNoNumberEndsTheRunOnAllRanks() throws {
        var description = TinyRun.plainDescription
        description.schedule.learningRate = 1e30
        description.schedule.batchSize = 56
        #expect(throws: NonFiniteError.self) {
            try TinyRun.weights(description, perClass: 2, steps: 8, worldSize: 2)
        }
    }
}
