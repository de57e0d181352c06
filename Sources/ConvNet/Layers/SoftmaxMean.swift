import CKernels

/// Cross-entropy of the mean of several softmaxes: those of several networks for one image, or of one
/// network for several views of it. Of one softmax alone it is `SoftmaxCrossEntropy`, bit for bit.
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

    /// The mean softmax of the last sample evaluated, (classCount); NaN if a score is not finite.
    package var probabilities: UnsafeBufferPointer<Double> { UnsafeBufferPointer(mean) }

    /// Evaluates one sample.
    ///
    /// - Parameters:
    ///   - scores: (memberCount, classCount).
    ///   - temperature: what scores are divided by before their softmax.
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

    /// −ln p in nats. A probability that no Double holds counts as the least that one does, whose
    /// −ln of 708 is beyond any loss that is told apart.
    private static func surprise(_ probability: Double) -> Double {
        guard probability.isFinite else { return .nan }
        return -ckernels_logarithm(max(probability, .leastNormalMagnitude))
    }
}
