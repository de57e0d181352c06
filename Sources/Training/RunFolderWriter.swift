import Datasets
import Evaluation
import RunRecords

/// The run folder as rank 0 uses it: the state that this command found there, and everything that
/// it writes.
///
/// Where only the images of a finished run are scored again, nothing in the folder changes before
/// `finish`: a scoring that is stopped leaves the stored result as it was.
final class RunFolderWriter {
    var folder: RunFolder { claim.folder }
    let resumeState: ResumeState
    /// Writes checkpoints and epoch lines while the training continues.
    let checkpointWriter: CheckpointWriter
    private let claim: RunClaim
    /// The new `config.json` and `manifest.csv` of a finished run that is scored again, until
    /// `finish` writes them.
    private var deferredStart: (configuration: RunConfiguration, manifest: Manifest)?

    /// - Throws: as `ResumeState` does.
    init(_ claim: RunClaim, description: RunDescription, for request: FinishedRun.Request) throws {
        self.claim = claim
        resumeState = try ResumeState(of: claim.folder, description: description, for: request)
        checkpointWriter = CheckpointWriter(folder: claim.folder)
    }

    /// Cuts the folder back to the checkpoint that the run continues from: removes what the run
    /// will write again. If that checkpoint is another folder's, also copies the weights of the
    /// best epoch from there.
    ///
    /// - Parameters:
    ///   - description: that of the run as it continues, perhaps with more epochs.
    ///   - select: whether the result will be of the best or of the last epoch; the best epoch's
    ///     weights are copied only if they may be needed.
    /// - Throws: `ConfigurationError` when they are needed and missing.
    func cutBack(for description: RunDescription, select: WeightSelection) throws {
        guard resumeState.keptTraining == nil else { return }
        if let (checkpoint, path) = resumeState.stored {
            if resumeState.isFromElsewhere, select == .best {
                try BestEpoch.copy(before: checkpoint, path: path, to: folder.checkpoints)
            }
            try BestEpoch.setEpochs(of: description, in: folder.checkpoints)
            try folder.checkpoints.prepare(from: checkpoint.position, damaged: resumeState.damaged)
        }
        // `metrics.jsonl` may be ahead of the checkpoint: these epochs are trained again.
        try folder.metrics.truncate(
            afterEpoch: resumeState.stored?.checkpoint.position.completedEpochs ?? 0)
    }

    /// Writes `config.json` and `manifest.csv`; for a finished run, not before `finish`.
    func writeStart(_ configuration: RunConfiguration, manifest: Manifest) throws {
        guard resumeState.keptTraining == nil else {
            deferredStart = (configuration, manifest)
            return
        }
        try folder.begin(configuration, manifest: manifest.csvPortions)
    }

    /// Queues the end of an epoch to be written. A finished run has that line already.
    ///
    /// - Parameter best: the epoch's checkpoint if it is the best so far. Evaluated when the write
    ///   before is done, so that there is one copy of the weights at a time.
    /// - Throws: the error of an earlier write.
    func write(_ epoch: EpochRecord, best: @autoclosure () -> Checkpoint?) throws {
        guard resumeState.keptTraining == nil else { return }
        try checkpointWriter.begin { .epoch(epoch, best: best()) }
    }

    /// Writes the result: the tables, and last `summary.json`, which marks the run as finished.
    func finish(
        _ summary: RunSummary, confusion: ConfusionTable?, predictions: PredictionTable?,
        suspects: SuspectTable?
    ) throws {
        if let (configuration, manifest) = deferredStart {
            try folder.begin(configuration, manifest: manifest.csvPortions)
        }
        try folder.finish(
            summary, confusion: confusion, predictions: predictions, suspects: suspects)
    }
}
