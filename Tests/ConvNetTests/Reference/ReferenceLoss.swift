import Glibc

/// Softmax cross-entropy with label smoothing by its definition, summed over the samples.
enum ReferenceLoss {
    /// - Parameter scores: (N, K).
    /// - Returns: the sum of the losses and its gradient by the scores (N, K).
    static func evaluate(
        scores: [Double], labels: [Int], labelSmoothing: Double
    ) -> (loss: Double, gradient: [Double]) {
        let classCount = scores.count / labels.count
        var loss = 0.0
        var gradient: [Double] = []
        for (n, label) in labels.enumerated() {
            let row = scores[n * classCount..<(n + 1) * classCount]
            let largest = row.reduce(-.infinity, max)
            let total = row.reduce(0) { $0 + exp($1 - largest) }
            for (k, score) in row.enumerated() {
                let target =
                    (k == label ? 1 - labelSmoothing : 0)
                    + labelSmoothing / Double(classCount)
                loss -= target * (score - largest - log(total))
                gradient.append(exp(score - largest) / total - target)
            }
        }
        return (loss, gradient)
    }
}
