import RunRecords

extension RunIdentity {
    static let sample = RunIdentity(
        dataDigest: "00ff", classNames: ["2 ba", "10 ra"], imageHeight: 32, imageWidth: 24,
        ink: "light", validationFraction: 0.1, virtualWorkers: 8, batchSize: 128,
        seed: 18_446_744_073_709_551_615, preset: "compact", optimizer: "adamw",
        learningRate: 0.004, momentum: 0.9, weightDecay: 0.05, schedule: "cosine",
        warmupEpochs: 0.5, labelSmoothing: 0.1, epochs: 15, lookahead: 5, lookaheadStep: 0.25,
        initialWeights: "1417", rotationDegrees: 10,
        shiftFraction: 0.1, zoomFraction: 0.15, shearDegrees: 5, elasticFraction: 0.125,
        strokeFraction: 0.25, gainFraction: 0.2, binaryShare: 0.5, averaging: 0.998,
        teachers: ["7ea0"], distillation: 0.75, precision: "f32",
        kernelSet: "portable")

    static let sampleOfGroups = {
        var identity = sample
        identity.validationSplit = "group"
        identity.folds = 5
        identity.fold = 2
        identity.groupsDigest = "01ff"
        return identity
    }()
}

extension Checkpoint {
    /// A small checkpoint after `completedEpochs` epochs and `stepInEpoch` steps.
    static func sample(completedEpochs: Int, stepInEpoch: Int = 0) -> Checkpoint {
        Checkpoint(
            identity: .sample,
            position: TrainingPosition(
                completedEpochs: completedEpochs, stepInEpoch: stepInEpoch,
                globalStep: 100 * completedEpochs + stepInEpoch),
            progress: TrainingProgress(
                lossSum: 0.1 + 0.2, correctCount: 3, sampleCount: 4, bestValue: 1 / 3,
                bestEpoch: 2, epochsWithoutImprovement: 1),
            tensors: [
                NamedTensor(
                    name: "conv1.weight", shape: [1, 3],
                    floats: [Float(completedEpochs), -0.0, .leastNonzeroMagnitude]),
                NamedTensor(name: "empty", shape: [0, 4], floats: []),
                NamedTensor(name: "step", shape: [], floats: [Float(stepInEpoch)]),
            ])
    }
}
