import Collectives
import ConvNet
import Recognition
import RunRecords
import TestSupport
import Testing
import Training

@Suite struct WeightAverageTests {
    private static let decay = 0.6

    private static var description: RunDescription {
        var description = TinyRun.plainDescription
        description.network.preset = .compact
        description.optimizer.name = .adamw
        description.schedule.learningRate = 1e-2
        description.schedule.batchSize = 40
        description.optimizer.averaging = decay
        return description
    }

    /// The checkpoints after 0, 1, 2 … steps.
    private func checkpoints(steps: Int) throws -> [Checkpoint] {
        nonisolated(unsafe) var checkpoints: [Checkpoint] = []
        try InProcessGroup.run(worldSize: 1) { group in
            let trainer = try TinyRun.trainer(Self.description, perClass: 3, in: group)
            checkpoints = [trainer.checkpoint()]
            for _ in 0..<steps {
                _ = try trainer.step()
                checkpoints.append(trainer.checkpoint())
            }
        }
        return checkpoints
    }

    @Test func itFollowsParametersAndStatisticsByItsDecay() throws {
        let checkpoints = try checkpoints(steps: 14)
        let names = checkpoints[0].tensors.map(\.name)
            .filter { !$0.hasPrefix("average.") && !$0.hasPrefix("adamw.") }
        #expect(names.contains { $0.hasSuffix(".running_var") })
        for name in names {
            var mean = try #require(checkpoints[0].tensor(named: name)).floats.map(Double.init)
            for (step, checkpoint) in checkpoints.enumerated().dropFirst() {
                let kept = min(Self.decay, Double(1 + step) / Double(10 + step))
                let values = try #require(checkpoint.tensor(named: name)).floats
                mean = zip(mean, values).map { kept * $0 + (1 - kept) * Double($1) }
                let average = try #require(checkpoint.tensor(named: "average.\(name)")).floats
                #expect(average.count == values.count)
                let worst = zip(mean, average).map { abs($0 - Double($1)) }.max() ?? 0
                #expect(worst < 1e-5, "\(name) after step \(step)")
            }
        }
    }

    @Test func aCheckpointIsUsedWithItsAverage() throws {
        let checkpoint = try #require(try checkpoints(steps: 3).last)
        let model = try Model(checkpoint: checkpoint, path: "x", kernels: .best(for: .f32))
        let average = try #require(checkpoint.tensor(named: "average.dense1.weight")).floats
        let latest = try #require(checkpoint.tensor(named: "dense1.weight")).floats
        let used = try #require(model.tensors().first { $0.name == "dense1.weight" }).floats
        #expect(used == average)
        #expect(used != latest)
    }

    @Test(arguments: [2, 5])
    func anyNumberOfRanksAveragesTheSameBits(worldSize: Int) throws {
        let alone = try TinyRun.weights(Self.description, perClass: 3, steps: 3)
        let shared = try TinyRun.weights(
            Self.description, perClass: 3, steps: 3, worldSize: worldSize)
        // Not the arrays themselves: the testing library would look for their differences for minutes.
        let isEqual = shared == alone
        #expect(isEqual)
    }
}
