package import Collectives
package import ConvNet
package import Evaluation
package import Handwriting

/// Scores images with a model. A score's bits depend on the image and the weights alone.
package final class ScoringPass {
    private let model: Model
    private let workspace: Workspace
    private let loss: SoftmaxCrossEntropy
    private let probabilities: UnsafeMutableBufferPointer<Double>
    private let batchSize: Int
    private let stopRequested: () -> Bool
    private let countImages: (_ count: Int) -> Void

    /// Images of one pass through the network, at most.
    private static let batchSize = 16

    /// The multiply-adds after which ranks ask each other whether to stop: 20 milliseconds of a
    /// processor with AVX-512, half a second of one that has only the portable kernels.
    private static let multiplyAddsBetweenLooks = 1 << 30

    /// - Parameters:
    ///   - labelSmoothing: of the objective; the cross-entropy is without.
    ///   - workspace: to share with training, which then packs its weights anew; nil for an own one.
    ///   - stopRequested: whether this process was asked to stop.
    ///   - countImages: is told of images as they are scored.
    package init(
        model: Model, labelSmoothing: Float, workspace: Workspace? = nil,
        stopRequested: @escaping () -> Bool = { false },
        countImages: @escaping (_ count: Int) -> Void = { _ in }
    ) {
        self.model = model
        self.stopRequested = stopRequested
        self.countImages = countImages
        self.workspace =
            workspace
            ?? Workspace(for: model.network, sampleCapacity: Self.batchSize, trains: false)
        batchSize = min(Self.batchSize, self.workspace.sampleCapacity)
        loss = SoftmaxCrossEntropy(
            classCount: model.network.classCount, labelSmoothing: labelSmoothing)
        probabilities = .allocate(capacity: model.network.classCount)
        probabilities.initialize(repeating: 0)
    }

    deinit {
        probabilities.deallocate()
    }

    /// The probability of each class for one image of the model's size, ink light.
    package func probabilities(of pixels: UnsafePointer<UInt8>) -> [Double] {
        pack()
        place(pixels, at: 0)
        _ = evaluate(scores(of: 1), label: 0)
        return Array(probabilities)
    }

    /// Scores this rank's share of images and sums the tallies of all ranks.
    ///
    /// - Parameters:
    ///   - shares: this rank's images; every image is in a share of one rank.
    ///   - imageCount: the images of all shares.
    /// - Throws: on all ranks alike, `StopRequested` soon after a rank was asked to stop,
    ///   `EvaluationGapError` when the ranks together did not score `imageCount` images, and
    ///   `NonFiniteScoreError`.
    package func score(
        _ shares: [ImageStore], of imageCount: Int, over group: any Collective
    ) throws -> ScoreTally {
        pack()
        let batches = shares.flatMap(batches)
        var largestCount = [Int64(batches.count)]
        try group.combine(&largestCount, by: .maximum)
        var tally = ScoreTally(classCount: model.network.classCount)
        let interval = batchesBetweenLooks
        // Every rank comes to every look, however many batches of its own it has.
        for number in 0..<Int(largestCount[0]) {
            if number % interval == 0 { try obeyStop(of: group) }
            if number < batches.count { add(batches[number], to: &tally) }
        }
        var integers = tally.integers
        try group.combine(&integers, by: .sum)
        let total = ScoreTally(classCount: model.network.classCount, integers: integers)
        guard total.sampleCount == Int64(imageCount) else {
            throw EvaluationGapError(scored: Int(total.sampleCount), expected: imageCount)
        }
        guard total.nonFiniteCount == 0 else {
            throw NonFiniteScoreError(
                count: Int(total.nonFiniteCount), imageCount: imageCount,
                tensor: model.firstNonFiniteTensor)
        }
        return total
    }

    private struct Batch {
        let images: ImageStore
        let samples: Range<Int>
    }

    private func batches(of images: ImageStore) -> [Batch] {
        stride(from: 0, to: images.count, by: batchSize).map { start in
            Batch(images: images, samples: start..<min(start + batchSize, images.count))
        }
    }

    private var batchesBetweenLooks: Int {
        max(1, Self.multiplyAddsBetweenLooks / (batchSize * model.network.multiplyAddsPerImage))
    }

    private func obeyStop(of group: any Collective) throws {
        var flag: [Int64] = [stopRequested() ? 1 : 0]
        try group.combine(&flag, by: .maximum)
        if flag[0] > 0 { throw StopRequested() }
    }

    private func add(_ batch: Batch, to tally: inout ScoreTally) {
        let (images, samples) = (batch.images, batch.samples)
        for (place, sample) in samples.enumerated() {
            images.withPixels(of: sample) { self.place($0, at: place) }
        }
        let scores = scores(of: samples.count)
        for (place, sample) in samples.enumerated() {
            let label = Int(images.labels[sample])
            let score = evaluate(scores + place * model.network.classCount, label: label)
            tally.add(
                truth: label, predicted: score.predicted, objective: score.objective,
                crossEntropy: score.crossEntropy)
        }
        countImages(samples.count)
    }

    /// The model's weights may have changed since the last pass.
    private func pack() {
        model.network.pack(model.parameters.pointer, into: workspace)
    }

    private func place(_ pixels: UnsafePointer<UInt8>, at place: Int) {
        let count = model.network.inputShape.elementCount
        Augmentation.normalise(pixels, count: count, into: workspace.input + place * count)
    }

    private func scores(of sampleCount: Int) -> UnsafePointer<Float> {
        model.network.scores(
            sampleCount: sampleCount, in: workspace, parameters: model.parameters.pointer,
            statistics: model.statistics.pointer)
    }

    private func evaluate(
        _ scores: UnsafePointer<Float>, label: Int
    ) -> SoftmaxCrossEntropy.SampleScore {
        guard let probabilities = probabilities.baseAddress else {
            preconditionFailure("a model has classes")
        }
        return loss.evaluate(scores: scores, label: label, probabilities: probabilities)
    }
}

/// Not every image was scored exactly once.
package struct EvaluationGapError: AgreedError, CustomStringConvertible {
    package let scored: Int
    package let expected: Int

    package var description: String {
        "evaluated \(scored) of \(expected) images; report this as a defect"
    }
}

/// A score is NaN or infinite: the weights are of no use.
package struct NonFiniteScoreError: AgreedError, Equatable, CustomStringConvertible {
    package let count: Int
    package let imageCount: Int
    /// The first tensor of the weights that is not finite; nil when all are.
    package let tensor: String?

    package var description: String {
        let cause = tensor.map { "\($0) is not either" } ?? "the weights are finite, but too large"
        return "the scores of \(count) of \(imageCount) images are not finite: \(cause);"
            + " use an older checkpoint, or train anew with a lower --learning-rate"
    }
}
