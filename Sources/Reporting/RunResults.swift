import Evaluation
import RunRecords

/// What the files of a run folder say. Every part may be absent: a run that was stopped has no
/// summary, one without test images no confusion matrix.
struct RunResults {
    let settings: JSONValue?
    let epochs: [EpochRecord]
    let summary: RunSummary?
    let confusion: ConfusionTable?

    /// - Parameter namesFile: a file of names to show for the classes; nil for the run's own.
    /// - Throws: what `RunFolder` throws of a file that cannot be used; `ReportError` when the
    ///   folder has neither a metrics line nor a summary; what `ShownNames` throws of the file of
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
