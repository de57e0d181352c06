import Augmentation
import ConvNet
import Datasets
import Images
import RunRecords

extension RunDescription {
    /// No property has its default, but those of folds and groups.
    static let sample = {
        var sample = RunDescription()
        sample.seed = 18_446_744_073_709_551_615
        sample.data.digest = "00ff"
        sample.data.classNames = ["2 ba", "10 ra"]
        sample.data.imageHeight = 24
        sample.data.imageWidth = 20
        sample.data.ink = .light
        sample.network.preset = .keras
        sample.network.initialWeights = "1417"
        sample.optimizer.name = .sgd
        sample.optimizer.momentum = 0.8
        sample.optimizer.weightDecay = 0.05
        sample.optimizer.lookahead = 5
        sample.optimizer.lookaheadStep = 0.25
        sample.optimizer.averaging = 0.998
        sample.schedule.epochs = 15
        sample.schedule.batchSize = 128
        sample.schedule.virtualWorkers = 4
        sample.schedule.learningRate = 0.004
        sample.schedule.shape = .step
        sample.schedule.warmupEpochs = 0.5
        sample.loss.labelSmoothing = 0.2
        sample.loss.classWeights = .balanced
        sample.augmentation = AugmentationSettings(
            rotationDegrees: 5, shiftFraction: 0.1, zoomFraction: 0.15, shearDegrees: 5,
            elasticFraction: 0.125, strokeFraction: 0.25, gainFraction: 0.3, binaryShare: 0.5)
        sample.validation.fraction = 0.2
        sample.validation.criterion = .loss
        sample.validation.folderDigest = "3a"
        sample.distillation.share = 0.75
        sample.distillation.teachers = ["7ea0"]
        sample.arithmetic.precision = .bf16
        sample.arithmetic.exchange = .bf16
        sample.arithmetic.kernels = .portable
        sample.arithmetic.teacherKernels = [.avx2]
        return sample
    }()

    static let sampleOfGroups = {
        var description = sample
        description.validation.split = .group
        description.validation.fold = Fold(number: 2, count: 5)
        description.validation.groupsDigest = "01ff"
        return description
    }()
}

extension Checkpoint {
    /// A small checkpoint after `completedEpochs` epochs and `stepInEpoch` steps.
    static func sample(completedEpochs: Int, stepInEpoch: Int = 0) -> Checkpoint {
        var progress = TrainingProgress()
        progress.lossSum = 0.1 + 0.2
        progress.correctCount = 3
        progress.sampleCount = 4
        progress.bestValue = 1 / 3
        progress.bestEpoch = 2
        progress.epochsWithoutImprovement = 1
        return Checkpoint(
            description: .sample,
            position: TrainingPosition(
                completedEpochs: completedEpochs, stepInEpoch: stepInEpoch,
                globalStep: 100 * completedEpochs + stepInEpoch),
            progress: progress,
            weights: [
                NamedTensor(
                    name: "conv1.weight", shape: [1, 3],
                    floats: [Float(completedEpochs), -0.0, .leastNonzeroMagnitude]),
                NamedTensor(name: "empty", shape: [0, 4], floats: []),
            ],
            optimizerState: [
                NamedTensor(name: "step", shape: [], floats: [Float(stepInEpoch)])
            ])
    }
}
