/// What some measurements of one quantity say together.
package struct SampleStatistics: Sendable {
    package let mean: Double
    /// Of the sample, with n − 1; nil for one value.
    package let standardDeviation: Double?
    /// The middle value, or the mean of the two in the middle.
    package let median: Double
    /// The values that a quarter, and three quarters, of all lie below.
    package let quartiles: (lower: Double, upper: Double)

    /// Nil without values.
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

    /// The median of some measurements: an interruption moves a mean, but hardly this. 0 without any.
    package static func median(of values: [Double]) -> Double {
        SampleStatistics(values)?.median ?? 0
    }
}
