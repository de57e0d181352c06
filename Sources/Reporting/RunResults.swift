import Evaluation
import RunRecords

/// The contents of a run folder's files. Every part may be missing: a run that was stopped has no
/// summary, and one without validation and test images has no confusion matrix.
struct RunResults {
    /// All of `config.json`.
    let settings: JSONValue?
    /// The lines of `metrics.jsonl`.
    let epochs: [EpochRecord]
    /// `summary.json`; nil for a run that has not finished.
    let summary: RunSummary?
    /// `confusion.csv`; nil if nothing was scored.
    let confusion: ConfusionTable?

    /// - Parameter namesFile: a file of names to show for the classes; nil to show the run's own.
    /// - Throws: what `RunFolder` throws when a file cannot be used; `ReportError` when the folder
    ///   has neither a line of metrics nor a summary; what `ShownNames` throws for the file of
    ///   names.
    init(of run: RunFolder, namesFile: String?) throws {
        let configuration = try run.configuration()
        settings = configuration.map { JSONValue(of: $0) }
        epochs = try run.metrics.records(EpochRecord.self)
        let names = try namesFile.map {
            try ShownNames(file: $0, labels: configuration?.description.data.classNames ?? [])
        }
        let stored = try run.summary()
        summary = try names.map { try stored?.named($0, path: run.summaryPath) } ?? stored
        confusion = try run.confusion()
        guard !epochs.isEmpty || summary != nil else { throw ReportError(path: run.path) }
    }
}
