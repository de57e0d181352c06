import Collectives
import ConvNet
import Recognition
package import RunRecords

extension Trainer {
    /// The whole state between two steps; equal on every rank.
    package func checkpoint() -> Checkpoint {
        Checkpoint(
            description: description, position: position, progress: progress,
            shownNames: shownNames, weights: model.tensors(), average: average?.model.tensors(.averaged) ?? [],
            optimizerState: optimizer.state.map { name, values in
                NamedTensor(name: name, shape: [values.count], floats: Array(values.floats))
            })
    }

    /// About the size of a checkpoint's file.
    var checkpointByteCount: Int {
        4 * stateBuffers.reduce(0) { $0 + $1.count } + 1 << 16
    }

    /// Takes rank 0's checkpoint on every rank; nil there means to begin anew.
    ///
    /// - Throws: on all ranks alike, with `CheckpointError`'s words, when it does not fit.
    func resume(from stored: (checkpoint: Checkpoint, path: String)?) throws {
        let standing = try group.fromRoot { () -> Standing? in
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
            return Standing(
                position: checkpoint.position, progress: checkpoint.progress,
                shownNames: checkpoint.shownNames)
        }
        guard let standing else { return }
        position = standing.position
        progress = standing.progress
        // A best checkpoint is of the end of an epoch, and the run may have more of them now.
        progress.isFinished = position.completedEpochs == description.schedule.epochs
        for buffer in stateBuffers {
            try group.broadcast(UnsafeMutableRawBufferPointer(buffer.floats), from: 0)
        }
        if shownNames.isEmpty { shownNames = standing.shownNames }
    }
}

/// The part of a checkpoint that is no tensor.
private struct Standing: Codable {
    let position: TrainingPosition
    let progress: TrainingProgress
    let shownNames: [String]
}
