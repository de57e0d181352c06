/// Counts of classified samples: rows are the true classes, columns the predicted ones.
///
/// The counts are integers, so the sum over ranks is the same in any order.
package struct ConfusionMatrix: Sendable, Equatable, Codable {
    package let classCount: Int

    /// `classCount` × `classCount` counts, row-major; none is negative.
    package private(set) var counts: [Int64]

    /// A matrix without samples.
    package init(classCount: Int) {
        self.init(
            classCount: classCount, counts: [Int64](repeating: 0, count: classCount * classCount))
    }

    /// - Parameters:
    ///   - classCount: at least 1.
    ///   - counts: `classCount` × `classCount` counts, row-major, row = truth.
    package init(classCount: Int, counts: [Int64]) {
        precondition(classCount > 0, "a confusion matrix needs a class")
        precondition(
            counts.count == classCount * classCount,
            "\(counts.count) counts given for \(classCount) classes")
        precondition(counts.allSatisfy { $0 >= 0 }, "a count of samples is negative")
        self.classCount = classCount
        self.counts = counts
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let classCount = try container.decode(Int.self, forKey: .classCount)
        let counts = try container.decode([Int64].self, forKey: .counts)
        let (size, isTooLarge) = classCount.multipliedReportingOverflow(by: classCount)
        guard classCount > 0, !isTooLarge, counts.count == size, counts.allSatisfy({ $0 >= 0 })
        else {
            throw DecodingError.dataCorruptedError(
                forKey: .counts, in: container,
                debugDescription: "\(counts.count) counts do not fit \(classCount) classes")
        }
        self.classCount = classCount
        self.counts = counts
    }

    /// Counts one sample of class `truth` for which class `predicted` was predicted.
    package mutating func add(truth: Int, predicted: Int) {
        counts[index(truth: truth, predicted: predicted)] += 1
    }

    package subscript(truth truth: Int, predicted predicted: Int) -> Int64 {
        counts[index(truth: truth, predicted: predicted)]
    }

    /// The number of samples counted.
    package var total: Int64 { counts.reduce(0, +) }

    /// The number of samples on the diagonal: those that were recognised.
    package var correct: Int64 {
        (0..<classCount).reduce(0) { $0 + self[truth: $1, predicted: $1] }
    }

    /// The number of samples of each true class.
    package var truthTotals: [Int64] {
        (0..<classCount).map { truth in
            (0..<classCount).reduce(0) { $0 + self[truth: truth, predicted: $1] }
        }
    }

    /// The number of samples for which each class was predicted.
    package var predictionTotals: [Int64] {
        (0..<classCount).map { predicted in
            (0..<classCount).reduce(0) { $0 + self[truth: $1, predicted: predicted] }
        }
    }

    private func index(truth: Int, predicted: Int) -> Int {
        precondition(
            (0..<classCount).contains(truth) && (0..<classCount).contains(predicted),
            "class \(truth) or \(predicted) is not below \(classCount)")
        return truth * classCount + predicted
    }
}
