/// Counts behind the expected calibration error: how far a network's confidence lies from its
/// accuracy.
///
/// Guo, C. et al. (2017): On calibration of modern neural networks; 15 bins of equal width.
package struct CalibrationTally: ConfidenceTally {
    package static let binCount = 15

    /// For each bin: samples, samples recognised, and the sum of confidences in units of
    /// `FixedPointLoss`.
    package private(set) var integers: [Int64]

    package init() {
        integers = [Int64](repeating: 0, count: 3 * Self.binCount)
    }

    package init(integers: [Int64]) {
        precondition(integers.count == 3 * Self.binCount, "three integers for each bin")
        self.integers = integers
    }

    package mutating func add(confidence: Double, isCorrect: Bool) {
        precondition((0...1).contains(confidence), "a probability")
        // A bin has its upper limit, not its lower one.
        let place = (confidence * Double(Self.binCount)).rounded(.up) - 1
        let bin = min(max(Int(place), 0), Self.binCount - 1)
        integers[3 * bin] += 1
        integers[3 * bin + 1] += isCorrect ? 1 : 0
        integers[3 * bin + 2] += FixedPointLoss.units(confidence)
    }

    /// The expected calibration error: Σ over bins of (samples of the bin / all samples) ·
    /// |accuracy of the bin − mean confidence of the bin|; 0 without samples.
    package var error: Double {
        var gaps = 0.0
        var count: Int64 = 0
        for start in stride(from: 0, to: integers.count, by: 3) {
            count += integers[start]
            gaps += abs(
                Double(integers[start + 1])
                    - Double(integers[start + 2]) / FixedPointLoss.unitsPerLoss)
        }
        return count == 0 ? 0 : gaps / Double(count)
    }
}
