package import Collectives
import ConvNet
package import Evaluation
package import Handwriting

/// Scores images with a model, one at a time, so that a score's bits depend on the image alone.
package final class ScoringPass {
    private let model: Model
    private let workspace: Workspace
    private let loss: SoftmaxCrossEntropy
    private let probabilities: UnsafeMutableBufferPointer<Double>

    /// - Parameter labelSmoothing: of the objective; the cross-entropy is without.
    package init(model: Model, labelSmoothing: Float) {
        self.model = model
        workspace = Workspace(for: model.network, sampleCapacity: 1)
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
        _ = score(pixels, label: 0)
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
        for sample in 0..<images.count {
            let label = Int(images.labels[sample])
            let score = images.withPixels(of: sample) { self.score($0, label: label) }
            tally.add(
                truth: label, predicted: score.predicted, objective: score.objective,
                crossEntropy: score.crossEntropy)
        }
    }

    private func score(
        _ pixels: UnsafePointer<UInt8>, label: Int
    ) -> SoftmaxCrossEntropy.SampleScore {
        Augmentation.normalise(
            pixels, count: model.network.inputShape.elementCount, into: workspace.input)
        let scores = model.network.scores(
            in: workspace, parameters: model.parameters.pointer,
            statistics: model.statistics.pointer)
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
