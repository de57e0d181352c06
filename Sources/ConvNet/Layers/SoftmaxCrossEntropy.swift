import CKernels

/// Cross-entropy of the softmax with label smoothing ε: the target is 1 - ε for the true class plus
/// ε / K for each of the K classes (Szegedy et al., 2016; PyTorch's definition).
///
/// "Scores" are the logits, the outputs of the network's last layer.
package struct SoftmaxCrossEntropy: Sendable {
    package let classCount: Int
    package let labelSmoothing: Float
    /// The factors by which `gradient` multiplies the samples of each class; empty if all are 1.
    package let classWeights: [Double]

    /// - Parameter classWeights: one factor for each class, or an empty array.
    package init(classCount: Int, labelSmoothing: Float, classWeights: [Double] = []) {
        precondition(
            classWeights.isEmpty || classWeights.count == classCount, "each class has a weight")
        self.classCount = classCount
        self.labelSmoothing = labelSmoothing
        self.classWeights = classWeights
    }

    /// One sample's result.
    package struct SampleScore: Sendable, Equatable {
        /// The loss that training minimizes, with label smoothing.
        package let objective: Double
        /// The cross-entropy without smoothing, in nats.
        package let crossEntropy: Double
        /// The class with the largest score; the first one if several are equal.
        package let predicted: Int
    }

    /// - Parameters:
    ///   - scores: (classCount).
    ///   - probabilities: receives the softmax (classCount); NaN if a score is not finite.
    package func evaluate(
        scores: UnsafePointer<Float>, label: Int,
        probabilities: UnsafeMutablePointer<Double>
    ) -> SampleScore {
        let logarithm = ckernels_softmax(scores, classCount, probabilities)
        var predicted = 0
        var sum = 0.0
        for k in 0..<classCount {
            if scores[k] > scores[predicted] { predicted = k }
            sum += Double(scores[k])
        }
        let crossEntropy = logarithm - Double(scores[label])
        let smoothing = Double(labelSmoothing)
        let uniform = logarithm - sum / Double(classCount)
        return SampleScore(
            objective: (1 - smoothing) * crossEntropy + smoothing * uniform,
            crossEntropy: crossEntropy, predicted: predicted)
    }

    /// Sums over a micro-batch, and the gradient of the summed objective by the scores.
    ///
    /// The whole objective of a sample, including smoothing and distillation, is multiplied by the
    /// weight of its class. The caller must divide the sum by the number of samples, as Keras does,
    /// and not by the sum of their weights, which is PyTorch's mean. With PyTorch's mean a sample
    /// counts less the more rare ones are in its batch, and in a batch of a single class the
    /// weights cancel out (pytorch/pytorch issues 50528 and 61309).
    ///
    /// - Parameter teaching: what takes a share of each target, so that the objective is (1 −
    ///   share) · cross-entropy with the label + share · cross-entropy with the teachers (Hinton,
    ///   Vinyals and Dean, 2015, at temperature 1).
    package func gradient(
        scores: UnsafePointer<Float>, labels: UnsafePointer<Int32>, teaching: Teaching? = nil,
        sampleCount: Int, into scoreGradient: UnsafeMutablePointer<Float>,
        probabilities: UnsafeMutablePointer<Double>
    ) -> BatchScore {
        var total = BatchScore(loss: 0, correct: 0)
        let smoothing = Double(labelSmoothing)
        for sample in 0..<sampleCount {
            let label = Int(labels[sample])
            let score = evaluate(
                scores: scores + sample * classCount, label: label, probabilities: probabilities)
            total.correct += score.predicted == label ? 1 : 0
            let row = sample * classCount
            let weight = classWeights.isEmpty ? 1 : classWeights[label]
            if let teaching {
                let logarithm = score.crossEntropy + Double(scores[row + label])
                var agreement = 0.0
                for k in 0..<classCount {
                    agreement += Double(teaching.targets[row + k]) * Double(scores[row + k])
                }
                total.loss +=
                    weight
                    * ((1 - teaching.share) * score.objective
                        + teaching.share * (logarithm - agreement))
            } else {
                total.loss += weight * score.objective
            }
            for k in 0..<classCount {
                var target = (k == label ? 1 - smoothing : 0) + smoothing / Double(classCount)
                if let teaching {
                    target += teaching.share * (Double(teaching.targets[row + k]) - target)
                }
                scoreGradient[row + k] = Float(weight * (probabilities[k] - target))
            }
        }
        return total
    }
}
