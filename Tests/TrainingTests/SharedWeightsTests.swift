import Collectives
import ConvNet
import RunRecords
import TestSupport
import Testing
import Training

/// Ranks that take turns on cores pack a part of the weights each, for all: that changes no bit.
@Suite struct SharedWeightsTests {
    @Test(arguments: [(ranks: 1, takesTurns: true), (3, true), (3, false)])
    func theyAreSharedWhereRanksTakeTurns(ranks: Int, takesTurns: Bool) throws {
        try InProcessGroup.run(worldSize: ranks) { group in
            let trainer = try TinyRun.trainer(
                TinyRun.plainDescription, perClass: 1, in: group, takesTurns: takesTurns)
            #expect(trainer.slots[0].workspace.sharesPackedWeights == (ranks > 1 && takesTurns))
        }
    }

    @Test(arguments: [2, 3, 8])
    func theBitsAreThoseOfWeightsPackedAlone(ranks: Int) throws {
        var description = TinyRun.plainDescription
        description.network.preset = .compact
        description.optimizer.name = .adamw
        description.schedule.learningRate = 1e-3
        description.schedule.batchSize = 24
        let alone = try TinyRun.weights(description, perClass: 3, steps: 4)
        let shared = try TinyRun.weights(
            description, perClass: 3, steps: 4, worldSize: ranks, takesTurns: true)
        // Not the arrays themselves: the testing library would look for differences for minutes.
        let isEqual = shared == alone
        #expect(isEqual)
        #expect(alone.allSatisfy { $0.isFinite })
    }
}
