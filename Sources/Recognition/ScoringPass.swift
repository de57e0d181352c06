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

    /// Images of one pass through the network, at most.
    private static let batchSize = 16

    /// - Parameters:
    ///   - labelSmoothing: of the objective; the cross-entropy is without.
    ///   - workspace: to share with training, which then packs its weights anew; nil for an own one.
    package init(model: Model, labelSmoothing: Float, workspace: Workspace? = nil) {
        self.model = model
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
    /// - Throws: `EvaluationGapError` when the ranks together did not score `imageCount` images.
    package func score(
        _ shares: [ImageStore], of imageCount: Int, over group: any Collective
    ) throws -> ScoreTally {
        pack()
        var tally = ScoreTally(classCount: model.network.classCount)
        for share in shares { add(share, to: &tally) }
        var integers = tally.integers
        try group.combine(&integers, by: .sum)
        let total = ScoreTally(classCount: model.network.classCount, integers: integers)
        guard total.sampleCount == Int64(imageCount) else {
            throw EvaluationGapError(scored: Int(total.sampleCount), expected: imageCount)
        }
        return total
    }

    private func add(_ images: ImageStore, to tally: inout ScoreTally) {
        for start in stride(from: 0, to: images.count, by: batchSize) {
            let batch = start..<min(start + batchSize, images.count)
            for sample in batch {
                images.withPixels(of: sample) { place($0, at: sample - start) }
            }
            let scores = scores(of: batch.count)
            for sample in batch {
                let label = Int(images.labels[sample])
                let score = evaluate(
                    scores + (sample - start) * model.network.classCount, label: label)
                tally.add(
                    truth: label, predicted: score.predicted, objective: score.objective,
                    crossEntropy: score.crossEntropy)
            }
        }
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
