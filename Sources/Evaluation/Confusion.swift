/// One off-diagonal cell of a confusion matrix: how many samples of class `truth` were predicted as
/// another class.
package struct Confusion: Sendable, Equatable {
    package let truth: Int
    package let predicted: Int
    package let count: Int64

    /// The count divided by all samples of class `truth`.
    package let shareOfTruth: Double
}

extension ConfusionMatrix {
    /// The largest off-diagonal cells, largest first; equal counts stay in row-major order.
    ///
    /// - Parameter limit: the maximum number of cells returned; cells with count 0 are never
    ///   returned.
    package func mostFrequentConfusions(limit: Int) -> [Confusion] {
        let totals = truthTotals
        var confusions: [Confusion] = []
        for truth in 0..<classCount {
            for predicted in 0..<classCount where predicted != truth {
                let count = self[truth: truth, predicted: predicted]
                guard count > 0 else { continue }
                confusions.append(
                    Confusion(
                        truth: truth, predicted: predicted, count: count,
                        shareOfTruth: Double(count) / Double(totals[truth])))
            }
        }
        // The index breaks ties: the standard library promises no stable sort.
        let order = confusions.indices.sorted { left, right in
            let (a, b) = (confusions[left].count, confusions[right].count)
            return a == b ? left < right : a > b
        }
        return order.prefix(max(0, limit)).map { confusions[$0] }
    }
}
