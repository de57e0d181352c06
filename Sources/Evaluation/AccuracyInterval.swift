/// The 95 % confidence interval of an accuracy by Wilson's score method: where the accuracy on
/// unlimited images of the same kind probably lies. Unlike the normal approximation, it stays
/// within 0 and 1 and is usable for accuracies near 1.
///
/// Wilson, E. B. (1927): Probable inference, the law of succession, and statistical inference.
package struct AccuracyInterval: Sendable, Equatable, Codable {
    package let lower: Double
    package let upper: Double

    /// - Parameters:
    ///   - accuracy: the fraction of samples recognised, 0 to 1.
    ///   - count: the number of samples; with 0 samples the interval is 0 to 1.
    package init(accuracy: Double, count: Int64) {
        guard count > 0 else {
            (lower, upper) = (0, 1)
            return
        }
        let z = 1.959963984540054
        let samples = Double(count)
        let scale = 1 + z * z / samples
        let centre = accuracy + z * z / (2 * samples)
        let variance = accuracy * (1 - accuracy) / samples + z * z / (4 * samples * samples)
        let half = z * variance.squareRoot()
        lower = max(0, (centre - half) / scale)
        upper = min(1, (centre + half) / scale)
    }
}

extension ClassificationMetrics {
    /// The 95 % interval of the accuracy.
    package var accuracyInterval: AccuracyInterval {
        AccuracyInterval(accuracy: accuracy, count: count)
    }
}
