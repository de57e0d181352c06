import Augmentation
import Collectives
import ConvNet
import Recognition
import RunRecords
import TestSupport
import Testing
import Training

/// A thread that brings the next images into memory changes no bit.
@Suite struct ReadAheadTests {
    private static var description: RunDescription {
        var description = TinyRun.plainDescription
        description.network.preset = .compact
        description.augmentation = .handwriting
        description.optimizer.name = .adamw
        description.schedule.learningRate = 1e-3
        description.schedule.batchSize = 24
        return description
    }

    /// 84 images for 40 workers: some have none in a step.
    @Test(arguments: [(workers: 8, ranks: 1), (8, 3), (40, 1)])
    func theBitsAreThoseWithout(workers: Int, ranks: Int) throws {
        var description = Self.description
        description.schedule.virtualWorkers = workers
        description.schedule.batchSize = max(24, workers)
        // Over the end of an epoch of four steps.
        let alone = try TinyRun.weights(description, perClass: 3, steps: 6)
        let ahead = try TinyRun.weights(
            description, perClass: 3, steps: 6, worldSize: ranks, readsAhead: true)
        // Not the arrays themselves: the testing library would look for differences for minutes.
        let isEqual = ahead == alone
        #expect(isEqual)
        #expect(alone.allSatisfy { $0.isFinite })
    }

    /// With images under way, too.
    @Test func theThreadEndsWithItsOwner() throws {
        try InProcessGroup.run(worldSize: 1) { group in
            weak var readAhead: ReadAhead?
            do {
                let trainer = try TinyRun.trainer(
                    Self.description, perClass: 3, in: group, readsAhead: true)
                readAhead = trainer.readAhead
                #expect(trainer.readAhead != nil)
                _ = try trainer.step()
            }
            let hasEnded = readAhead == nil
            #expect(hasEnded)
        }
    }

    @Test func imagesThatNobodyTakesAreForgotten() throws {
        func weights(readsAhead: Bool) throws -> [Float] {
            nonisolated(unsafe) var weights: [Float] = []
            try InProcessGroup.run(worldSize: 1) { group in
                let trainer = try TinyRun.trainer(
                    Self.description, perClass: 3, in: group, readsAhead: readsAhead)
                _ = try trainer.step()
                // The images of the second step have been begun.
                trainer.position.stepInEpoch = 0
                for _ in 0..<2 { _ = try trainer.step() }
                weights = trainer.checkpoint().tensors.flatMap(\.floats)
            }
            return weights
        }
        let isEqual = try weights(readsAhead: true) == weights(readsAhead: false)
        #expect(isEqual)
    }
}
