package import Evaluation

extension RunSummary {
    /// The number of test images that were scored; nil without a test folder.
    package var testCount: Int64? { test?.count }

    /// How `confusion.csv` contradicts the summary, which was computed from the same counts.
    /// `verify` uses it to find edited or mixed-up files.
    /// - Parameter table: the content of the file; nil if there is no file.
    /// - Returns: what is wrong, or nil.
    package func contradiction(to table: ConfusionTable?) -> String? {
        let scored = test.map { ("test", $0) } ?? validation.map { ("validation", $0) }
        guard let (name, metrics) = scored else {
            return table == nil ? nil : "it counts images, but the summary scored none"
        }
        guard let table else { return "it is missing, though the summary has \(name) metrics" }
        let derived = ClassificationMetrics(
            confusion: table.matrix, labels: table.labels, loss: metrics.loss,
            crossEntropy: metrics.crossEntropy)
        if derived.count != metrics.count {
            return "its counts add up to \(derived.count), the summary has \(metrics.count)"
                + " \(name) images"
        }
        if derived.accuracy != metrics.accuracy {
            return "it gives the accuracy \(derived.accuracy), the summary says"
                + " \(metrics.accuracy)"
        }
        let follows =
            derived.perClass == metrics.perClass.map(\.unnamed) && derived.macro == metrics.macro
            && derived.micro == metrics.micro && derived.weighted == metrics.weighted
        return follows
            ? nil : "the \(name) metrics of the summary do not follow from its counts"
    }

    /// How `predictions.csv` contradicts the summary, which was counted in the same scoring pass.
    /// - Returns: what is wrong, or nil.
    package func contradiction(to table: PredictionTable) -> String? {
        let scored = table.set == "test" ? test : table.set == "validation" ? validation : nil
        guard let scored else {
            return "it is of \(table.set) images, and the summary has no such metrics"
        }
        guard scored.count == table.rows.count, scored.correct == table.correctCount else {
            return "it has \(table.correctCount) of \(table.rows.count) images right, the summary"
                + " \(scored.correct) of \(scored.count)"
        }
        return nil
    }

    /// How `suspects.csv` contradicts the summary, which was counted in the same scoring pass.
    /// - Returns: what is wrong, or nil.
    package func contradiction(to table: SuspectTable) -> String? {
        let mistaken = train.map { $0.count - $0.correct } ?? 0
        let expected = min(mistaken, Int64(SuspectTable.rowLimit))
        guard table.rows.count == expected else {
            return
                "it has \(table.rows.count) rows, and by the summary \(mistaken) training images are"
                + " taken for another class, which makes \(expected)"
        }
        let probabilities = table.rows.map(\.probability)
        return zip(probabilities, probabilities.dropFirst()).allSatisfy(>=)
            ? nil : "its images do not stand in the order of their probability"
    }
}
