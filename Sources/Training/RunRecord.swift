import Datasets
import Evaluation
import RunRecords

/// Rank 0's hold of a run folder: what it held before this command, and all writing.
final class RunRecord {
    var folder: RunFolder { claim.folder }
    let standing: RunStanding
    /// Writes what is written while the run goes.
    let writer: CheckpointWriter
    private let claim: RunClaim
    /// What is written when the images of a finished run have been scored again; until then the stored
    /// result stands.
    private var beginning: (configuration: RunConfiguration, manifest: Manifest)?

    init(_ claim: RunClaim, description: RunDescription, for request: FinishedRun.Request) throws {
        self.claim = claim
        standing = try RunStanding(of: claim.folder, description: description, for: request)
        writer = CheckpointWriter(folder: claim.folder)
    }

    /// Removes lines and results that the run is about to write again, and brings in the best epoch's
    /// weights from the folder that it continues. Of a finished run nothing is removed: a scoring that is
    /// stopped loses nothing.
    ///
    /// - Parameters:
    ///   - description: of the run that continues; it may have more epochs than before.
    ///   - select: decides whether the best epoch's weights are needed from elsewhere.
    /// - Throws: `ConfigurationError` where they are needed and missing.
    func cutBack(for description: RunDescription, select: WeightSelection) throws {
        guard standing.finished == nil else { return }
        if let (checkpoint, path) = standing.stored {
            if standing.isFromElsewhere, select == .best {
                try BestEpoch.copy(before: checkpoint, path: path, to: folder.checkpoints)
            }
            try BestEpoch.setEpochs(of: description, in: folder.checkpoints)
            try folder.checkpoints.prepare(from: checkpoint.position, damaged: standing.damaged)
        }
        // The last checkpoint is older than the last line.
        try folder.metrics.truncate(
            afterEpoch: standing.stored?.checkpoint.position.completedEpochs ?? 0)
    }

    /// Writes `config.json` and `manifest.csv`; of a finished run when it has been scored again.
    func writeStart(_ configuration: RunConfiguration, manifest: Manifest) throws {
        guard standing.finished == nil else {
            beginning = (configuration, manifest)
            return
        }
        try folder.begin(configuration, manifest: manifest.csvPortions)
    }

    /// Hands the end of an epoch to the writer, whose line a finished run has already.
    func write(_ line: EpochRecord, best: @autoclosure () -> Checkpoint?) throws {
        guard standing.finished == nil else { return }
        try writer.begin { .epoch(line, best: best()) }
    }

    /// Writes what the run reached: the tables, then `summary.json`, which ends the run.
    func finish(
        _ summary: RunSummary, confusion: ConfusionTable?, predictions: PredictionTable?,
        suspects: SuspectTable?
    ) throws {
        if let (configuration, manifest) = beginning {
            try folder.begin(configuration, manifest: manifest.csvPortions)
        }
        try folder.finish(
            summary, confusion: confusion, predictions: predictions, suspects: suspects)
    }
}
