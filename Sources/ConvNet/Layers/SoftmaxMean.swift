import CKernels

/// Cross-entropy of the mean of several softmaxes: those of several networks for one image (an
/// ensemble), or of one network for several views of it (test-time augmentation). For a single
/// softmax it equals `SoftmaxCrossEntropy`, bit for bit.
package final class SoftmaxMean {
    private let loss: SoftmaxCrossEntropy
    private let scaled: UnsafeMutableBufferPointer<Float>
    private let one: UnsafeMutableBufferPointer<Double>
    private let mean: UnsafeMutableBufferPointer<Double>

    package init(classCount: Int, labelSmoothing: Float) {
        precondition(classCount > 0, "a network has classes")
        loss = SoftmaxCrossEntropy(classCount: classCount, labelSmoothing: labelSmoothing)
        scaled = .allocate(capacity: classCount)
        scaled.initialize(repeating: 0)
        one = .allocate(capacity: classCount)
        one.initialize(repeating: 0)
        mean = .allocate(capacity: classCount)
        mean.initialize(repeating: 0)
    }

    deinit {
        scaled.deallocate()
        one.deallocate()
        mean.deallocate()
    }

    /// The mean softmax of the sample that was evaluated last, (classCount); NaN if a score is not
    /// finite.
    package var probabilities: UnsafeBufferPointer<Double> { UnsafeBufferPointer(mean) }

    /// Evaluates one sample.
    ///
    /// - Parameters:
    ///   - scores: the logits of all members, (memberCount, classCount).
    ///   - temperature: the number that logits are divided by before the softmax.
    package func evaluate(
        scores: UnsafePointer<Float>, memberCount: Int, label: Int, temperature: Double
    ) -> SoftmaxCrossEntropy.SampleScore {
        if memberCount == 1 {
            return evaluate(scores, label: label, temperature: temperature, into: mean)
        }
        mean.update(repeating: 0)
        for member in 0..<memberCount {
            _ = evaluate(
                scores + member * loss.classCount, label: label, temperature: temperature,
                into: one)
            for k in mean.indices { mean[k] += one[k] }
        }
        var predicted = 0
        for k in mean.indices {
            mean[k] /= Double(memberCount)
            if mean[k] > mean[predicted] { predicted = k }
        }
        let crossEntropy = Self.surprise(mean[label])
        var sum = 0.0
        for k in mean.indices { sum += Self.surprise(mean[k]) }
        let smoothing = Double(loss.labelSmoothing)
        return SoftmaxCrossEntropy.SampleScore(
            objective: (1 - smoothing) * crossEntropy
                + smoothing * sum / Double(loss.classCount),
            crossEntropy: crossEntropy, predicted: predicted)
    }

    /// One member: divides its logits by the temperature and computes its softmax.
    private func evaluate(
        _ scores: UnsafePointer<Float>, label: Int, temperature: Double,
        into probabilities: UnsafeMutableBufferPointer<Double>
    ) -> SoftmaxCrossEntropy.SampleScore {
        guard let scaled = scaled.baseAddress, let target = probabilities.baseAddress else {
            preconditionFailure("a network has classes")
        }
        // A temperature of 1 changes no bit.
        for k in 0..<loss.classCount { scaled[k] = Float(Double(scores[k]) / temperature) }
        return loss.evaluate(scores: scaled, label: label, probabilities: target)
    }

    /// −ln p, in nats. A probability that underflows counts as the smallest normal Double, whose
    /// −ln of 708 is far beyond any loss that matters.
    private static func surprise(_ probability: Double) -> Double {
        guard probability.isFinite else { return .nan }
        return -ckernels_logarithm(max(probability, .leastNormalMagnitude))
    }
}
