import Collectives
import ConvNet
import Recognition
package import RunRecords

extension Trainer {
    /// A copy of the whole state between two steps; equal on every rank.
    package func checkpoint() -> Checkpoint {
        Checkpoint(
            description: description, position: position, progress: progress,
            shownNames: shownNames, weights: model.tensors(),
            average: average?.model.tensors(.averaged) ?? [],
            optimizerState: optimizer.state.map { name, values in
                NamedTensor(name: name, shape: [values.count], floats: Array(values.floats))
            })
    }

    /// An estimate of the size of a checkpoint's file, in bytes.
    var checkpointByteCount: Int {
        MemoryLayout<Float>.size * stateBuffers.reduce(0) { $0 + $1.count } + Self.headerAllowance
    }

    /// Bytes for the names, shapes and metadata of a checkpoint.
    private static let headerAllowance = 64 << 10

    /// Loads rank 0's checkpoint on every rank.
    ///
    /// - Parameter stored: on rank 0, the checkpoint to continue from, or nil to begin with step 1;
    ///   not read on other ranks.
    /// - Throws: on all ranks alike, `AgreedFailure` with the `CheckpointError` when the checkpoint
    ///   does not fit the run.
    func resume(from stored: (checkpoint: Checkpoint, path: String)?) throws {
        let resumed = try group.fromRoot { () -> ResumePoint? in
            guard let (checkpoint, path) = stored else { return nil }
            guard checkpoint.position.stepInEpoch <= stepsPerEpoch,
                checkpoint.position.completedEpochs <= description.schedule.epochs
            else {
                throw CheckpointError(
                    damaged: path,
                    "its \(checkpoint.position) lies beyond \(description.schedule.epochs) epochs of "
                        + "\(stepsPerEpoch) steps")
            }
            try model.restore(from: checkpoint, path: path)
            try average?.model.restore(.averaged, from: checkpoint, path: path)
            for (name, values) in optimizer.state {
                try checkpoint.copy(name, shape: [values.count], to: values.pointer, path: path)
            }
            return ResumePoint(
                position: checkpoint.position, progress: checkpoint.progress,
                shownNames: checkpoint.shownNames)
        }
        guard let resumed else { return }
        position = resumed.position
        progress = resumed.progress
        // The best epoch's checkpoint may say that the run was finished, but it may have more
        // epochs now.
        progress.isFinished = position.completedEpochs == description.schedule.epochs
        for buffer in stateBuffers {
            try group.broadcast(UnsafeMutableRawBufferPointer(buffer.floats), from: 0)
        }
        if shownNames.isEmpty { shownNames = resumed.shownNames }
    }
}

/// The part of a checkpoint that is sent to all ranks as JSON; tensors are broadcast as they are.
private struct ResumePoint: Codable {
    let position: TrainingPosition
    let progress: TrainingProgress
    let shownNames: [String]
}
