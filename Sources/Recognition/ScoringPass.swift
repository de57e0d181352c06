import Augmentation
package import Collectives
package import ConvNet
package import Datasets
package import Evaluation
package import Failures

/// Scores images with one or several models and one or several views of each image, and averages
/// the softmax probabilities. The result for an image depends, bit for bit, only on the image and
/// the weights: not on its batch, its rank or the number of ranks.
package final class ScoringPass {
    private let models: [Model]
    private let workspaces: [Workspace]
    private let method: ScoringMethod
    private let mean: SoftmaxMean
    /// The scores of the current batch, (batchSize, memberCount, classCount).
    private let scores: FloatBuffer
    private let batchSize: Int
    private let stopRequested: () -> Bool
    private let countImages: (_ count: Int) -> Void

    /// The maximum number of images of one forward pass.
    private static let batchSize = 16

    /// The number of multiply-adds between two checks whether to stop: 20 ms on a CPU with AVX-512,
    /// half a second with the portable kernels.
    private static let multiplyAddsBetweenLooks = 1 << 30

    /// - Parameters:
    ///   - models: models with the same classes and image size; see `Ensemble`.
    ///   - labelSmoothing: the label smoothing of the objective; the cross-entropy is computed
    ///     without it.
    ///   - stopRequested: whether this process has been asked to stop.
    ///   - countImages: called with the number of images that have been scored, for progress and
    ///     the watchdog.
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

    /// One model without test-time augmentation.
    ///
    /// - Parameter workspace: the workspace of training, to save memory; training must then pack
    ///   its weights again afterwards, and so must all ranks that share packed weights. Nil for a
    ///   workspace of its own.
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

    /// The number of softmax outputs that are averaged for each image.
    package var memberCount: Int { models.count * method.views.count }

    private var classCount: Int { models[0].network.classCount }

    /// Scores this rank's share of the images, and sums the tallies of all ranks. All ranks must
    /// call it.
    ///
    /// - Parameters:
    ///   - shares: this rank's images; every image is in the share of exactly one rank.
    ///   - imageCount: the number of images in all shares of all ranks.
    ///   - onSample: called with the result of each image of this rank, in the order of the shares.
    /// - Throws: on all ranks, `StopRequested` soon after a rank was asked to stop,
    ///   `EvaluationGapError` if the ranks together did not score `imageCount` images, and
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
        // The stop check is a collective operation: every rank takes part in each check, even after
        // its own last batch.
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

    /// Consecutive images of one store.
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

    /// Throws on all ranks if any of them has been asked to stop.
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

    /// The range in `scores` of one sample of the batch, all members.
    private func range(of place: Int) -> Range<Int> {
        let count = memberCount * classCount
        return place * count..<(place + 1) * count
    }

    /// Computes `scores` for a batch, model by model and view by view.
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

/// Not every image was scored exactly once: a defect of the program, which would otherwise give a
/// wrong accuracy.
package struct EvaluationGapError: AgreedError {
    package let scored: Int
    package let expected: Int

    package var what: String { "evaluated \(scored) of \(expected) images" }
    package var location: String? { nil }
    package var remedy: String? { "report this as a defect" }
    package var exitStatus: ExitStatus { .internalError }
}

/// A score is NaN or infinite, so the weights are useless.
package struct NonFiniteScoreError: AgreedError, Equatable {
    package let count: Int
    package let imageCount: Int
    /// The name of the first weight tensor that is not finite; nil if all are finite.
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
