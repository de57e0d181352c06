/// What some measurements of one quantity say together.
package struct SampleStatistics: Sendable, Equatable {
    package let mean: Double
    /// Of the sample, with n − 1; nil for one value.
    package let standardDeviation: Double?
    /// The middle value, or the mean of the two in the middle.
    package let median: Double

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
    }
}
