import Evaluation
import RunRecords

/// What the files of a run folder say. Every part may be absent: a run that was stopped has no
/// summary, one without test images no confusion matrix.
struct RunResults {
    let settings: JSONValue?
    let epochs: [EpochRecord]
    let summary: RunSummary?
    let confusion: ConfusionTable?

    /// - Throws: what `RunFolder` throws of a file that cannot be used; `ReportError` when the
    ///   folder has neither a metrics line nor a summary.
    init(of run: RunFolder) throws {
        settings = try run.configuration().map { JSONValue(of: $0) }
        epochs = try run.metrics.records(EpochRecord.self)
        summary = try run.summary()
        confusion = try run.confusion()
        guard !epochs.isEmpty || summary != nil else { throw ReportError(path: run.path) }
    }
}
