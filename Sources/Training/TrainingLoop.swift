import Collectives
import Recognition
import RunRecords

extension Trainer {
    /// The training loop: every epoch and step from `position` on, until `progress` is finished.
    ///
    /// A step depends only on what a checkpoint holds (weights, their moving average, optimizer
    /// state, position and progress), so a run that was stopped and resumed makes the same steps as
    /// one that was not.
    ///
    /// - Parameters:
    ///   - report: called after each step; returns whether to continue.
    ///   - endEpoch: called after the last step of an epoch. It must move `position` on: to the
    ///     next epoch with `finishEpoch`, which also decides whether the run is finished, or back
    ///     to the start of this one.
    /// - Throws: on all ranks alike, `NonFiniteError` when the sum holds a NaN or an infinity, an
    ///   `AgreedFailure` with that error when a rank's last update left one, what the group throws,
    ///   and what `report` and `endEpoch` throw.
    package func train(
        report: (StepReport) throws -> Bool, endEpoch: () throws -> Void
    ) throws {
        while !progress.isFinished {
            shuffle()
            while !isEpochDone {
                times = StepTimes()
                // The kernels read the weights in an order of their own, so each update is followed
                // by a new packing.
                try model.pack(into: slots[0].workspace, in: group)
                try sum.begin()
                // Each of this rank's virtual workers processes one micro-batch. The workers of a
                // chunk go backward together, layer by layer, so that the gradients of finished
                // layers can be sent while the layers below are still computed.
                for workers in workerChunks {
                    for worker in workers {
                        let selection = selection(worker: worker, step: position.stepInEpoch)
                        let slot = slots[worker - workers.lowerBound]
                        render(selection, into: slot.buffer)
                        try forward(selection, in: slot)
                    }
                    for layer in vectorLayout.gradientRanges.indices.reversed() {
                        for worker in workers {
                            let slot = slots[worker - workers.lowerBound]
                            try backward(worker, layer: layer, in: slot)
                        }
                    }
                }
                // Sums gradients, loss and counts over the workers of all ranks: the all-reduce.
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
