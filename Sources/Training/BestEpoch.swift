import ConvNet
import Recognition
import RunRecords

/// The weights of the best epoch, in `best.safetensors` next to the other checkpoints.
enum BestEpoch {
    /// Copies the weights of the best epoch so far into a new run folder, since that epoch may
    /// remain the best.
    ///
    /// - Parameters:
    ///   - checkpoint: where the new run continues.
    ///   - path: the file of `checkpoint`; the best epoch's weights are next to it.
    ///   - checkpoints: those of the new run folder.
    /// - Throws: `ConfigurationError` when the best epoch's weights are not there.
    static func copy(
        before checkpoint: Checkpoint, path: String, to checkpoints: CheckpointStore
    ) throws {
        guard let epoch = checkpoint.progress.bestEpoch else { return }
        if checkpoint.isEnd(ofEpoch: epoch) {
            try checkpoints.replaceBest(checkpoint)
            return
        }
        let bestPath = CheckpointStore(holding: path).bestPath
        guard let best = try? Checkpoint.read(bestPath), best.description == checkpoint.description,
            best.isEnd(ofEpoch: epoch) || checkpoint.isPreValidationState(of: best)
        else {
            throw ConfigurationError(
                "--select best needs the weights of epoch \(epoch), the best before \(path), but"
                    + " \(bestPath) does not hold them",
                remedy: "put that file there, or pass --select last")
        }
        try checkpoints.replaceBest(best)
    }

    /// Updates the number of epochs in the best checkpoint of a run that is continued to more
    /// epochs. Otherwise the file would differ from that of a run that had as many epochs from the
    /// start.
    static func setEpochs(
        of description: RunDescription, in checkpoints: CheckpointStore
    ) throws {
        let epochs = description.schedule.epochs
        guard !description.schedule.shape.dependsOnStepCount,
            var best = try? Checkpoint.read(checkpoints.bestPath),
            best.description.schedule.epochs != epochs
        else { return }
        best.description.schedule.epochs = epochs
        best.progress.isFinished = best.position.completedEpochs == epochs
        try checkpoints.replaceBest(best)
    }

    /// Reads the weights of the best epoch of a run.
    ///
    /// - Throws: `CheckpointError` when they cannot be read; `ConfigurationError` when the file
    ///   holds those of another epoch.
    static func read(_ epoch: Int, from checkpoints: CheckpointStore) throws -> Checkpoint {
        let path = checkpoints.bestPath
        let best = try Checkpoint.read(path)
        guard best.isEnd(ofEpoch: epoch) else {
            throw ConfigurationError(
                "epoch \(epoch) is the best, but \(path) was written after"
                    + " \(best.position.completedEpochs) epochs and \(best.position.stepInEpoch) steps",
                remedy: "put that epoch's file there, or pass --select last")
        }
        return best
    }
}

extension Checkpoint {
    /// Whether it was written when that epoch was complete, including its validation.
    fileprivate func isEnd(ofEpoch epoch: Int) -> Bool {
        position.completedEpochs == epoch && position.stepInEpoch == 0
    }

    /// Whether this checkpoint was written before the validation by which the same weights became
    /// `best`. A run that continues from it repeats that validation, and finds the epoch the best
    /// again.
    fileprivate func isPreValidationState(of best: Checkpoint) -> Bool {
        best.isEnd(ofEpoch: position.completedEpochs + 1)
            && best.position.globalStep == position.globalStep
            && best.weightsSHA256 == weightsSHA256
    }
}
