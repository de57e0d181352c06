import Evaluation

extension RunSummary {
    /// The same summary with shown names for the classes.
    ///
    /// - Parameter path: the path of the summary, for the message.
    /// - Throws: `RecordError` if it has a different number of classes.
    package func named(_ names: ShownNames, path: String) throws(RecordError) -> RunSummary {
        func named(_ metrics: ClassificationMetrics?) throws(RecordError) -> ClassificationMetrics?
        {
            guard let metrics else { return nil }
            guard metrics.perClass.count == names.names.count else {
                throw RecordError(
                    path: path, line: nil,
                    what: "it has \(metrics.perClass.count) classes, and config.json has"
                        + " \(names.names.count)")
            }
            return metrics.named(names.names)
        }
        var summary = self
        summary.test = try named(test)
        summary.validation = try named(validation)
        summary.train = try named(train)
        return summary
    }
}
