import Augmentation
package import Collectives
package import ConvNet
package import Datasets
package import Evaluation
package import Failures

/// Scores images with a model, or with several, and with one view or several of each image: their
/// softmaxes' mean. A score's bits depend on the image and the weights alone.
package final class ScoringPass {
    private let models: [Model]
    private let workspaces: [Workspace]
    private let method: ScoringMethod
    private let mean: SoftmaxMean
    /// (batchSize, memberCount, classCount).
    private let scores: FloatBuffer
    private let batchSize: Int
    private let stopRequested: () -> Bool
    private let countImages: (_ count: Int) -> Void

    /// Images of one pass through the network, at most.
    private static let batchSize = 16

    /// The multiply-adds after which ranks ask each other whether to stop: 20 milliseconds of a
    /// processor with AVX-512, half a second of one that has only the portable kernels.
    private static let multiplyAddsBetweenLooks = 1 << 30

    /// - Parameters:
    ///   - models: with the same classes and image size; see `Ensemble`.
    ///   - labelSmoothing: of the objective; the cross-entropy is without.
    ///   - stopRequested: whether this process was asked to stop.
    ///   - countImages: is told of images as they are scored.
    package convenience init(
        models: [Model], method: ScoringMethod, labelSmoothing: Float,
        stopRequested: @escaping () -> Bool = { false },
        countImages: @escaping (_ count: Int) -> Void = { _ in }
    ) {
        self.init(
            models,
            models.map {
                Workspace(for: $0.network, sampleCapacity: Self.batchSize, trains: false)
            }, method, labelSmoothing, stopRequested, countImages)
    }

    /// One model, and images as they are.
    ///
    /// - Parameter workspace: to share with training, which then packs its weights anew, as do the other
    ///   ranks with which it shares packed weights; nil for an own one.
    package convenience init(
        model: Model, labelSmoothing: Float, workspace: Workspace? = nil,
        stopRequested: @escaping () -> Bool = { false },
        countImages: @escaping (_ count: Int) -> Void = { _ in }
    ) {
        let workspace =
            workspace
            ?? Workspace(for: model.network, sampleCapacity: Self.batchSize, trains: false)
        self.init(
            [model], [workspace], ScoringMethod(), labelSmoothing, stopRequested, countImages)
    }

    private init(
        _ models: [Model], _ workspaces: [Workspace], _ method: ScoringMethod,
        _ labelSmoothing: Float, _ stopRequested: @escaping () -> Bool,
        _ countImages: @escaping (_ count: Int) -> Void
    ) {
        precondition(!models.isEmpty, "somebody has to score")
        self.models = models
        self.workspaces = workspaces
        self.method = method
        self.stopRequested = stopRequested
        self.countImages = countImages
        batchSize = workspaces.reduce(Self.batchSize) { min($0, $1.sampleCapacity) }
        let classCount = models[0].network.classCount
        mean = SoftmaxMean(classCount: classCount, labelSmoothing: labelSmoothing)
        scores = FloatBuffer(count: batchSize * models.count * method.views.count * classCount)
    }

    /// The softmaxes whose mean is an image's score.
    package var memberCount: Int { models.count * method.views.count }

    private var classCount: Int { models[0].network.classCount }

    /// Scores this rank's share of images and sums the tallies of all ranks.
    ///
    /// - Parameters:
    ///   - shares: this rank's images; every image is in a share of one rank.
    ///   - imageCount: the images of all shares.
    ///   - onSample: is told what was found of each image of this rank, in the order of the shares.
    /// - Throws: on all ranks alike, `StopRequested` soon after a rank was asked to stop,
    ///   `EvaluationGapError` when the ranks together did not score `imageCount` images, and
    ///   `NonFiniteScoreError`.
    package func score(
        _ shares: [ImageStore], of imageCount: Int, over group: any Collective,
        onSample: (ScoredSample) -> Void = { _ in }
    ) throws -> ScoreTally {
        // The models' weights may have changed since the last pass.
        for (model, workspace) in zip(models, workspaces) {
            try model.pack(into: workspace, in: group)
        }
        let batches = shares.flatMap(batches)
        let largestCount = try group.combine(batches.count, by: .maximum)
        var tally = ScoreTally(classCount: classCount)
        let interval = batchesBetweenLooks
        // Every rank comes to every look, however many batches of its own it has.
        for number in 0..<largestCount {
            if number % interval == 0 { try obeyStop(of: group) }
            if number < batches.count { add(batches[number], to: &tally, onSample) }
        }
        var integers = tally.integers
        try group.combine(&integers, by: .sum)
        let total = ScoreTally(classCount: classCount, integers: integers)
        guard total.sampleCount == Int64(imageCount) else {
            throw EvaluationGapError(scored: Int(total.sampleCount), expected: imageCount)
        }
        guard total.nonFiniteCount == 0 else {
            throw NonFiniteScoreError(
                count: Int(total.nonFiniteCount), imageCount: imageCount,
                tensor: models.lazy.compactMap(\.firstNonFiniteTensor).first)
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
        let multiplyAdds = models.reduce(0) { $0 + $1.network.multiplyAddsPerImage }
        return max(
            1,
            Self.multiplyAddsBetweenLooks / (batchSize * multiplyAdds * method.views.count))
    }

    private func obeyStop(of group: any Collective) throws {
        if try group.combine(stopRequested() ? 1 : 0, by: .maximum) > 0 { throw StopRequested() }
    }

    private func add(
        _ batch: Batch, to tally: inout ScoreTally, _ onSample: (ScoredSample) -> Void
    ) {
        let (images, samples) = (batch.images, batch.samples)
        score(samples.count) { place, body in
            images.withPixels(of: samples.lowerBound + place, body)
        }
        for (place, sample) in samples.enumerated() {
            let label = Int(images.labels[sample])
            let score = evaluate(place, label: label)
            let found = ScoredSample(
                truth: label, predicted: score.predicted, probabilities: mean.probabilities,
                scores: UnsafeBufferPointer(rebasing: scores.floats[range(of: place)]))
            tally.add(
                truth: label, predicted: score.predicted, classesAhead: found.classesAhead,
                objective: score.objective, crossEntropy: score.crossEntropy)
            onSample(found)
        }
        countImages(samples.count)
    }

    /// Where the scores of all members for one sample of the batch stand.
    private func range(of place: Int) -> Range<Int> {
        let count = memberCount * classCount
        return place * count..<(place + 1) * count
    }

    /// Fills `scores` for a batch, model by model and view by view.
    ///
    /// - Parameter withPixels: calls a body with the pixels of one sample of the batch.
    private func score(
        _ sampleCount: Int,
        withPixels: (_ place: Int, _ body: (UnsafePointer<UInt8>) -> Void) -> Void
    ) {
        var member = 0
        for (model, workspace) in zip(models, workspaces) {
            let shape = model.network.inputShape
            for view in 0..<method.views.count {
                for place in 0..<sampleCount {
                    withPixels(place) { pixels in
                        method.views.write(
                            view, of: pixels, height: shape.height, width: shape.width,
                            into: workspace.input + place * shape.elementCount)
                    }
                }
                let found = model.network.scores(
                    sampleCount: sampleCount, in: workspace,
                    parameters: model.parameters.pointer, statistics: model.statistics.pointer)
                for place in 0..<sampleCount {
                    let start = range(of: place).lowerBound + member * classCount
                    (scores.pointer + start).update(
                        from: found + place * classCount, count: classCount)
                }
                member += 1
            }
        }
    }

    private func evaluate(_ place: Int, label: Int) -> SoftmaxCrossEntropy.SampleScore {
        mean.evaluate(
            scores: scores.pointer + range(of: place).lowerBound, memberCount: memberCount,
            label: label, temperature: method.temperature)
    }
}

/// Not every image was scored exactly once.
package struct EvaluationGapError: AgreedError {
    package let scored: Int
    package let expected: Int

    package var what: String { "evaluated \(scored) of \(expected) images" }
    package var location: String? { nil }
    package var remedy: String? { "report this as a defect" }
    package var exitStatus: ExitStatus { .internalError }
}

/// A score is NaN or infinite: the weights are of no use.
package struct NonFiniteScoreError: AgreedError, Equatable {
    package let count: Int
    package let imageCount: Int
    /// The first tensor of the weights that is not finite; nil when all are.
    package let tensor: String?

    package var what: String {
        let cause =
            tensor.map { "the weights of \($0) are not finite" }
            ?? "the weights are finite, but too large"
        return "the scores of \(count) of \(imageCount) images are not finite: \(cause)"
    }
    package var location: String? { nil }
    package var remedy: String? {
        "use an older checkpoint, or train again with a lower --learning-rate"
    }
    package var exitStatus: ExitStatus { .internalError }
}
