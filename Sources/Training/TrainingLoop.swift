import Collectives
import Recognition
import RunRecords

extension Trainer {
    /// Trains: the way of the images through a training, on one page.
    ///
    /// Begins at `position`. What a step depends on besides is in a checkpoint (weights, their moving
    /// average, optimizer state): a training that was stopped and resumed makes the same steps as one that
    /// was not.
    ///
    /// - Parameters:
    ///   - report: is called after each step; returns whether to train on.
    ///   - endEpoch: is called after the last step of an epoch; it moves `position` to the next epoch
    ///     (`finishEpoch`), or back to the start of this one.
    /// - Throws: on all ranks alike, `NonFiniteError` when the sum holds a NaN or an infinity,
    ///   `AgreedFailure` with that of a rank whose last update left one, what the group throws, and what
    ///   `report` and `endEpoch` throw.
    package func train(
        report: (StepReport) throws -> Bool, endEpoch: () throws -> Void
    ) throws {
        while !progress.isFinished {
            shuffle()
            while !isEpochDone {
                times = StepTimes()
                try model.pack(into: slots[0].workspace, in: group)
                try sum.begin()
                // Each of this rank's virtual workers makes one micro-batch. Those of a chunk go backward
                // together, layer by layer, so that finished layers can travel early.
                for workers in workerChunks {
                    for worker in workers {
                        let selection = selection(worker: worker, step: position.stepInEpoch)
                        let slot = slots[worker - workers.lowerBound]
                        render(selection, into: slot.buffer)
                        try forward(selection, in: slot)
                    }
                    for layer in layout.gradientRanges.indices.reversed() {
                        for worker in workers {
                            let slot = slots[worker - workers.lowerBound]
                            try backward(worker, layer: layer, in: slot)
                        }
                    }
                }
                let total = try sum.total()
                try requireFinite(total)
                update(with: total)
                let step = advance(past: total)
                guard try report(step) else { return }
            }
            try endEpoch()
        }
    }
}
