/// One line of `metrics.jsonl`: the results and times of one epoch.
///
/// Two runs with the same identity write equal lines, except for the fields whose names end in
/// `Seconds` or `PerSecond`. Every line has every field. Numbers that are not finite, and the
/// validation fields of a run without validation, are written as null, because JSON has no NaN.
package struct EpochRecord: Codable, Sendable, Equatable {
    /// The number of the epoch, counted from 1.
    package var epoch: Int

    /// The number of steps from the start of the run to the end of the epoch.
    package var step: Int

    /// The learning rate of the epoch's last step.
    package var learningRate: Double

    /// The mean objective over the augmented training images, each at the time of its step and by
    /// the weight of its class; NaN where a step's was not finite.
    package var trainLoss: Double

    /// The fraction of augmented training images recognised, each with the weights of its step.
    package var trainAccuracy: Double

    /// The mean objective over the validation images at the end of the epoch.
    package var validationLoss: Double?

    /// The mean cross-entropy over the validation images, in nats.
    package var validationCrossEntropy: Double?

    /// The fraction of validation images recognised.
    package var validationAccuracy: Double?

    /// Whether the epoch was the best so far.
    package var best: Bool

    /// Wall time of the epoch, validation and checkpoint included.
    package var epochSeconds: Double

    /// The number of training images of the epoch divided by the wall time of its steps.
    package var imagesPerSecond: Double

    /// Wall time of rank 0 in the sum over ranks that computing did not hide, waiting for slower
    /// ranks included.
    package var exchangeSeconds: Double

    /// The wall time that most ranks waited for slower ranks during steps, by the name of the slow
    /// rank; empty if no rank was clearly slower.
    package var waitedForSeconds: [String: Double]

    package init(
        epoch: Int, step: Int, learningRate: Double, trainLoss: Double, trainAccuracy: Double,
        validationLoss: Double?, validationCrossEntropy: Double?, validationAccuracy: Double?,
        best: Bool, epochSeconds: Double, imagesPerSecond: Double, exchangeSeconds: Double,
        waitedForSeconds: [String: Double] = [:]
    ) {
        self.epoch = epoch
        self.step = step
        self.learningRate = learningRate
        self.trainLoss = trainLoss
        self.trainAccuracy = trainAccuracy
        self.validationLoss = validationLoss
        self.validationCrossEntropy = validationCrossEntropy
        self.validationAccuracy = validationAccuracy
        self.best = best
        self.epochSeconds = epochSeconds
        self.imagesPerSecond = imagesPerSecond
        self.exchangeSeconds = exchangeSeconds
        self.waitedForSeconds = waitedForSeconds
    }

    private enum CodingKeys: String, CodingKey {
        case epoch, step, learningRate, trainLoss, trainAccuracy
        case validationLoss, validationCrossEntropy, validationAccuracy
        case best, epochSeconds, imagesPerSecond, exchangeSeconds, waitedForSeconds
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        // Null is NaN in these fields.
        func number(_ key: CodingKeys) throws -> Double {
            try container.decode(Double?.self, forKey: key) ?? .nan
        }
        func optionalNumber(_ key: CodingKeys) throws -> Double? {
            try container.decodeIfPresent(Double.self, forKey: key)
        }
        epoch = try container.decode(Int.self, forKey: .epoch)
        guard (1...1_000_000_000).contains(epoch) else {
            throw DecodingError.dataCorruptedError(
                forKey: .epoch, in: container, debugDescription: "\(epoch) is no epoch")
        }
        step = try container.decode(Int.self, forKey: .step)
        learningRate = try number(.learningRate)
        trainLoss = try number(.trainLoss)
        trainAccuracy = try number(.trainAccuracy)
        validationLoss = try optionalNumber(.validationLoss)
        validationCrossEntropy = try optionalNumber(.validationCrossEntropy)
        validationAccuracy = try optionalNumber(.validationAccuracy)
        best = try container.decode(Bool.self, forKey: .best)
        epochSeconds = try number(.epochSeconds)
        imagesPerSecond = try number(.imagesPerSecond)
        exchangeSeconds = try number(.exchangeSeconds)
        waitedForSeconds =
            try container.decodeIfPresent([String: Double].self, forKey: .waitedForSeconds) ?? [:]
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        func encode(_ number: Double?, _ key: CodingKeys) throws {
            let finite = number.flatMap { $0.isFinite ? $0 : nil }
            try container.encode(finite, forKey: key)
        }
        try container.encode(epoch, forKey: .epoch)
        try container.encode(step, forKey: .step)
        try encode(learningRate, .learningRate)
        try encode(trainLoss, .trainLoss)
        try encode(trainAccuracy, .trainAccuracy)
        try encode(validationLoss, .validationLoss)
        try encode(validationCrossEntropy, .validationCrossEntropy)
        try encode(validationAccuracy, .validationAccuracy)
        try container.encode(best, forKey: .best)
        try encode(epochSeconds, .epochSeconds)
        try encode(imagesPerSecond, .imagesPerSecond)
        try encode(exchangeSeconds, .exchangeSeconds)
        try container.encode(waitedForSeconds, forKey: .waitedForSeconds)
    }
}
