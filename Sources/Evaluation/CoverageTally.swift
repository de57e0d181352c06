/// The counts for choosing a threshold of `predict --reject`: for each threshold, the number of
/// images whose confidence reaches it, and how many of those are recognised.
package struct CoverageTally: ConfidenceTally {
    /// The thresholds: images with a lower confidence are rejected. The first one rejects none.
    package static let thresholds = [0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99]

    /// For each threshold: the number of images kept, and the number of those that are recognised.
    package private(set) var integers: [Int64]

    package init() {
        integers = [Int64](repeating: 0, count: 2 * Self.thresholds.count)
    }

    package init(integers: [Int64]) {
        precondition(
            integers.count == 2 * Self.thresholds.count, "two integers for each threshold")
        self.integers = integers
    }

    package mutating func add(confidence: Double, isCorrect: Bool) {
        precondition((0...1).contains(confidence), "a probability")
        for (place, threshold) in Self.thresholds.enumerated() where confidence >= threshold {
            integers[2 * place] += 1
            integers[2 * place + 1] += isCorrect ? 1 : 0
        }
    }

    /// The result of one threshold.
    package struct Row: Sendable, Equatable, Encodable {
        /// Images with a lower confidence are rejected.
        package let threshold: Double
        /// The number of images that are kept.
        package let count: Int64
        /// The fraction of all images that is kept, 0 to 1; 0 if there are no images.
        package let coverage: Double
        /// The fraction of the kept images that is recognised, 0 to 1; nil if none is kept.
        package let accuracy: Double?

        package init(threshold: Double, count: Int64, coverage: Double, accuracy: Double?) {
            self.threshold = threshold
            self.count = count
            self.coverage = coverage
            self.accuracy = accuracy
        }

        /// A nil `accuracy` is written as null, so that a reader sees that nothing was kept.
        package func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(threshold, forKey: .threshold)
            try container.encode(count, forKey: .count)
            try container.encode(coverage, forKey: .coverage)
            try container.encode(accuracy, forKey: .accuracy)
        }

        private enum CodingKeys: String, CodingKey {
            case threshold, count, coverage, accuracy
        }
    }

    /// One row for each threshold, the lowest first.
    package var rows: [Row] {
        let total = integers[0]
        return Self.thresholds.enumerated().map { place, threshold in
            let (kept, correct) = (integers[2 * place], integers[2 * place + 1])
            return Row(
                threshold: threshold, count: kept,
                coverage: total == 0 ? 0 : Double(kept) / Double(total),
                accuracy: kept == 0 ? nil : Double(correct) / Double(kept))
        }
    }
}
