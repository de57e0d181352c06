/// Descriptive statistics of several measurements of one quantity, such as the test accuracies of
/// runs with different seeds.
package struct SampleStatistics: Sendable {
    package let mean: Double
    /// The sample standard deviation, with denominator n − 1; nil for a single value.
    package let standardDeviation: Double?
    /// The middle value, or the mean of the two middle values.
    package let median: Double
    /// The lower and the upper quartile.
    package let quartiles: (lower: Double, upper: Double)

    /// Nil if there are no values.
    package init?(_ values: [Double]) {
        guard !values.isEmpty else { return nil }
        let count = Double(values.count)
        let mean = values.reduce(0, +) / count
        let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        let sorted = values.sorted()
        let middle = values.count / 2
        self.mean = mean
        standardDeviation = values.count > 1 ? (squares / (count - 1)).squareRoot() : nil
        median =
            values.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
        quartiles = (sorted[values.count / 4], sorted[values.count * 3 / 4])
    }

    /// The median of some measurements, which a single interrupted measurement hardly changes,
    /// unlike the mean. 0 if there are none.
    package static func median(of values: [Double]) -> Double {
        SampleStatistics(values)?.median ?? 0
    }
}
