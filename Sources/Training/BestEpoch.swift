import ConvNet
import Recognition
import RunRecords

/// The weights of the best epoch, which lie in `best.safetensors` beside the other checkpoints.
enum BestEpoch {
    /// Brings the best epoch before `checkpoint` into a new run folder, since it may remain the best.
    ///
    /// - Throws: `ConfigurationError` when its weights are not beside the checkpoint at `path`.
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
            best.isEnd(ofEpoch: epoch) || checkpoint.becomes(best)
        else {
            throw ConfigurationError(
                "--select best needs the weights of epoch \(epoch), the best before \(path), but"
                    + " \(bestPath) does not hold them",
                remedy: "put that file there, or pass --select last")
        }
        try checkpoints.replaceBest(best)
    }

    /// Brings the number of epochs that the run has now into its best checkpoint, which otherwise would
    /// differ in it from that of a run that had as many from the start.
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
    /// - Throws: `CheckpointError` when they cannot be read; `ConfigurationError` when they are those
    ///   of another epoch.
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
    /// Whether it was written when that many epochs were complete, validation and all.
    fileprivate func isEnd(ofEpoch epoch: Int) -> Bool {
        position.completedEpochs == epoch && position.stepInEpoch == 0
    }

    /// Whether `best` is what this checkpoint, written before its epoch's validation, became by it: the
    /// run that goes on validates anew, and the epoch will be the best again.
    fileprivate func becomes(_ best: Checkpoint) -> Bool {
        best.isEnd(ofEpoch: position.completedEpochs + 1)
            && best.position.globalStep == position.globalStep
            && best.weightsSHA256 == weightsSHA256
    }
}
