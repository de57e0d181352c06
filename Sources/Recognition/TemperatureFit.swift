package import Collectives
import ConvNet
package import Evaluation

/// The scores (logits) of this rank's images, kept to be evaluated at different temperatures.
package struct KeptScores {
    private let memberCount: Int
    private let classCount: Int
    private var labels: [Int] = []
    /// The scores (images, memberCount, classCount).
    private var scores: [Float] = []

    package init(memberCount: Int, classCount: Int) {
        self.memberCount = memberCount
        self.classCount = classCount
    }

    package mutating func add(_ sample: ScoredSample) {
        precondition(sample.scores.count == memberCount * classCount, "scores of all members")
        labels.append(sample.truth)
        scores.append(contentsOf: sample.scores)
    }

    /// The cross-entropy and calibration error of all ranks' scores at a temperature.
    fileprivate func judge(
        at temperature: Double, over group: any Collective
    ) throws -> TemperatureFit.Calibration {
        let mean = SoftmaxMean(classCount: classCount, labelSmoothing: 0)
        var units: Int64 = 0
        var calibration = CalibrationTally()
        scores.withUnsafeBufferPointer { scores in
            guard let start = scores.baseAddress else { return }
            for (sample, label) in labels.enumerated() {
                let score = mean.evaluate(
                    scores: start + sample * memberCount * classCount, memberCount: memberCount,
                    label: label, temperature: temperature)
                units += FixedPointLoss.units(score.crossEntropy)
                let probability = mean.probabilities[score.predicted]
                // A finite score may exceed the range of Float when it is divided.
                guard probability.isFinite else { continue }
                calibration.add(confidence: probability, isCorrect: score.predicted == label)
            }
        }
        // Sums of integers are equal on all ranks, so all ranks take the same path to the minimum.
        var loss = [units, Int64(labels.count)]
        try group.combine(&loss, by: .sum)
        return TemperatureFit.Calibration(
            crossEntropy: FixedPointLoss.mean(units: loss[0], sampleCount: loss[1]),
            error: try group.sum(calibration).error)
    }
}

/// Temperature scaling: the temperature at which the scores have the lowest cross-entropy. It
/// corrects overconfident probabilities without changing predictions.
///
/// Guo, C. et al. (2017): On calibration of modern neural networks.
package struct TemperatureFit: Sendable, Equatable, Encodable {
    /// How well probabilities match accuracies.
    package struct Calibration: Sendable, Equatable, Encodable {
        /// In nats.
        package let crossEntropy: Double
        /// The expected calibration error, 0 to 1.
        package let error: Double
    }

    package let temperature: Double
    /// The calibration at a temperature of 1.
    package let before: Calibration
    /// The calibration at the temperature that was found.
    package let after: Calibration

    /// A golden-section search over β = 1 / temperature, in which the cross-entropy of a single
    /// model is convex. The variables low, left, right and high are values of β.
    ///
    /// - Parameter kept: the finite scores of this rank's images; every rank must call this.
    package init(of kept: KeptScores, over group: any Collective) throws {
        let section = 0.618_033_988_749_894_9
        var (low, high) = (1 / Self.greatest, Self.greatest)
        var left = high - section * (high - low)
        var right = low + section * (high - low)
        var leftLoss = try kept.judge(at: 1 / left, over: group).crossEntropy
        var rightLoss = try kept.judge(at: 1 / right, over: group).crossEntropy
        // Each iteration multiplies the range by 0.618: 40 of them reduce it from 20 to 1e-7.
        for _ in 0..<40 {
            if leftLoss <= rightLoss {
                (high, right, rightLoss) = (right, left, leftLoss)
                left = high - section * (high - low)
                leftLoss = try kept.judge(at: 1 / left, over: group).crossEntropy
            } else {
                (low, left, leftLoss) = (left, right, rightLoss)
                right = low + section * (high - low)
                rightLoss = try kept.judge(at: 1 / right, over: group).crossEntropy
            }
        }
        temperature = 2 / (low + high)
        before = try kept.judge(at: 1, over: group)
        after = try kept.judge(at: temperature, over: group)
    }

    /// Temperatures from 1 / 20 to 20 are searched.
    private static let greatest = 20.0
}

extension ConfidenceTally {
    /// Counts a sample with finite scores; samples with others end the scoring pass with
    /// `NonFiniteScoreError`.
    package mutating func add(_ sample: ScoredSample) {
        guard sample.probability.isFinite else { return }
        add(confidence: sample.probability, isCorrect: sample.predicted == sample.truth)
    }
}

extension Collective {
    /// The sum of all ranks' tallies, on every rank.
    package func sum<Tally: ConfidenceTally>(_ own: Tally) throws -> Tally {
        var integers = own.integers
        try combine(&integers, by: .sum)
        return Tally(integers: integers)
    }
}
