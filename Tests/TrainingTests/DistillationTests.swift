import Collectives
import ConvNet
import Recognition
import RunRecords
import TestSupport
import Testing
import Training

@Suite struct DistillationTests {
    private static var description: RunDescription {
        var description = TinyRun.plainDescription
        description.network.preset = .compact
        description.optimizer.name = .adamw
        description.schedule.learningRate = 1e-2
        description.schedule.batchSize = 40
        return description
    }

    /// The weights after three steps, and each step's loss, with untrained networks as teachers.
    private func train(
        _ description: RunDescription, teacherSeeds: [UInt64], worldSize: Int = 1
    ) throws -> (weights: [Float], losses: [Double]) {
        nonisolated(unsafe) var weights: [Float] = []
        nonisolated(unsafe) var losses: [Double] = []
        try InProcessGroup.run(worldSize: worldSize) { group in
            let models = try teacherSeeds.map { seed in
                try Model(
                    preset: .keras, classNames: (1...28).map { "\($0)" }, height: 16, width: 16,
                    seed: seed, precision: .f32, kernels: .best(for: .f32))
            }
            let teachers =
                models.isEmpty
                ? nil : Teachers(models, sampleCapacity: description.schedule.microBatchSize)
            let trainer = try TinyRun.trainer(
                description, perClass: 3, in: group, teachers: teachers)
            for _ in 0..<3 {
                let step = try trainer.step()
                if group.isRoot { losses.append(step.loss) }
            }
            if group.isRoot { weights = trainer.checkpoint().tensors.flatMap(\.floats) }
        }
        return (weights, losses)
    }

    @Test func teachersWithoutAShareChangeNothing() throws {
        var description = Self.description
        description.distillation.share = 0
        let alone = try train(description, teacherSeeds: [])
        let taught = try train(description, teacherSeeds: [5])
        let isEqual = alone.weights == taught.weights
        #expect(isEqual)
        description.distillation.share = 0.5
        let isOther = try train(description, teacherSeeds: [5]).weights != alone.weights
        #expect(isOther)
    }

    /// Two equal teachers are one; two others are their mean.
    @Test func theMeanOfTheTeachersCounts() throws {
        var description = Self.description
        description.distillation.share = 1
        let one = try train(description, teacherSeeds: [5])
        let twice = try train(description, teacherSeeds: [5, 5])
        let other = try train(description, teacherSeeds: [6])
        let both = try train(description, teacherSeeds: [5, 6])
        #expect(abs(one.losses[0] - twice.losses[0]) < 1e-6)
        // The first step's scores are those of one untrained network: the loss is linear in targets.
        #expect(abs((one.losses[0] + other.losses[0]) / 2 - both.losses[0]) < 1e-6)
        #expect(abs(one.losses[0] - other.losses[0]) > 1e-5)
    }

    @Test(arguments: [2, 5])
    func anyNumberOfRanksLearnsTheSameBits(worldSize: Int) throws {
        let alone = try train(Self.description, teacherSeeds: [5, 6])
        let shared = try train(Self.description, teacherSeeds: [5, 6], worldSize: worldSize)
        // Not the arrays themselves: the testing library would look for their differences for minutes.
        let isEqual = alone.weights == shared.weights
        #expect(isEqual)
    }
}
