import Augmentation
import Collectives
import ConvNet
import Datasets
import Recognition
import RunRecords
import TestSupport
import Training

/// Trainers over a few synthetic letters, small enough for a unit test.
enum TinyRun {
    /// The tutorial network without anything random beside the order of samples: no batch norm, no
    /// augmentation, plain gradient descent at a constant rate.
    static var plainDescription: RunDescription {
        var description = RunDescription()
        description.network.preset = .keras
        description.schedule.epochs = 2
        description.data.imageHeight = 16
        description.data.imageWidth = 16
        description.augmentation = .none
        description.optimizer.name = .sgd
        description.optimizer.momentum = 0
        description.optimizer.weightDecay = 0
        description.schedule.learningRate = 0.1
        description.schedule.shape = .constant
        description.schedule.warmupEpochs = 0
        description.validation.fraction = 0
        return description
    }

    static var context: ProcessContext {
        var context = ProcessContext.silent
        context.hostName = "test"
        return context
    }

    static func trainer(
        _ description: RunDescription, perClass: Int, in group: any Collective,
        teachers: Teachers? = nil,
        readsAhead: Bool = false, takesTurns: Bool = false,
        countImages: @escaping (Int) -> Void = { _ in }
    ) throws -> Trainer {
        var context = context
        context.hasSpareCore = readsAhead
        context.isOversubscribed = takesTurns
        context.countImages = countImages
        let data = try TrainingData(
            .synthetic(trainingPerClass: perClass, testPerClass: 1), description: description,
            settings: RunSettings(), group: group, countImages: countImages)
        let model = try Model(
            preset: description.network.preset, classNames: data.index.classNames,
            height: description.data.imageHeight,
            width: description.data.imageWidth, seed: description.seed,
            precision: description.arithmetic.precision,
            kernels: .best(for: description.arithmetic.precision))
        return try Trainer(
            group: group,
            description: description.resolved(
                data: data, kernels: .best(for: description.arithmetic.precision),
                teachers: teachers),
            model: model, data: data, teachers: teachers, context: context)
    }

    /// The checkpoint of rank 0 after some steps on `worldSize` ranks.
    ///
    /// - Parameter hosts: the host of each rank; nil for one.
    static func weights(
        _ description: RunDescription, perClass: Int, steps: Int, worldSize: Int = 1,
        hosts: [Int]? = nil, readsAhead: Bool = false, takesTurns: Bool = false,
        prepare: @escaping @Sendable (Trainer, _ rank: Int) -> Void = { _, _ in }
    ) throws -> [Float] {
        nonisolated(unsafe) var weights: [Float] = []
        try InProcessGroup.run(worldSize: worldSize, hosts: hosts) { group in
            let trainer = try trainer(
                description, perClass: perClass, in: group, readsAhead: readsAhead,
                takesTurns: takesTurns)
            prepare(trainer, group.rank)
            for _ in 0..<steps { _ = try trainer.step() }
            if group.isRoot { weights = trainer.checkpoint().tensors.flatMap(\.floats) }
        }
        return weights
    }
}

extension Trainer {
    /// Makes one step of an epoch without end.
    func step() throws -> StepReport {
        var made: StepReport?
        try train {
            made = $0
            return false
        } endEpoch: {
            position.stepInEpoch = 0
        }
        guard let made else { preconditionFailure("an epoch has a step") }
        return made
    }
}

/// ‖a − b‖ / ‖b‖.
func relativeDistance(_ a: [Float], _ b: [Float]) -> Double {
    var difference = 0.0
    var norm = 0.0
    for (x, y) in zip(a, b) {
        difference += Double(x - y) * Double(x - y)
        norm += Double(y) * Double(y)
    }
    return (difference / norm).squareRoot()
}
