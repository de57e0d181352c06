import Augmentation
import Collectives
import ConvNet
import Datasets
import Recognition
import RunRecords

extension Trainer {
    /// Makes the vectors of this rank's workers: forward and backward of their micro-batches, in groups
    /// of as many as there are slots.
    func makeVectors() throws {
        let workers = sum.workers
        for first in stride(from: workers.lowerBound, to: workers.upperBound, by: slots.count) {
            let chunk = first..<min(first + slots.count, workers.upperBound)
            for worker in chunk { try forward(worker, in: slots[worker - first]) }
            for layer in layout.gradientRanges.indices.reversed() {
                for worker in chunk {
                    try backward(worker, layer: layer, in: slots[worker - first])
                }
            }
        }
    }

    private func forward(_ worker: Int, in slot: MicroBatchSlot) throws {
        let batch = microBatch(of: worker, step: position.stepInEpoch)
        if readAhead?.take(batch, into: slot.images) != true { slot.images.render(batch) }
        if let readAhead, let next = microBatch(after: batch) { readAhead.begin(next) }
        try sum.make(0..<layout.gradients, ofWorker: worker) { vector in
            addRequests(to: vector, worker: worker)
            slot.pass = makePass(of: batch, in: slot, vector: vector)
            vector[layout.loss] = Float(slot.pass?.score.loss ?? 0)
            vector[layout.correct] = Float(slot.pass?.score.correct ?? 0)
            vector[layout.sampleCount] = Float(batch.samples.count)
        }
        context.countImages(batch.samples.count)
    }

    /// - Returns: nil for a micro-batch without images.
    private func makePass(
        of batch: MicroBatchSelection, in slot: MicroBatchSlot,
        vector: UnsafeMutableBufferPointer<Float>
    ) -> TrainingPass? {
        guard let sums = vector.baseAddress, !batch.samples.isEmpty else { return nil }
        let start = ContinuousClock.now
        let teaching = teachers.map { teachers in
            Teaching(
                targets: teachers.probabilities(
                    of: slot.workspace.input, count: batch.samples.count),
                share: description.distillation.share)
        }
        let pass = TrainingPass(
            MicroBatchTargets(
                sampleCount: batch.samples.count, labels: slot.images.labels,
                keys: slot.images.keys, seed: description.seed, epoch: batch.epoch,
                teaching: teaching),
            through: model.network, in: slot.workspace, parameters: model.parameters.pointer,
            statistics: model.statistics.pointer,
            labelSmoothing: Float(description.loss.labelSmoothing),
            gradients: sums + layout.gradients, statisticSums: sums + layout.statisticSums)
        forwardSeconds += (ContinuousClock.now - start) / .seconds(1)
        return pass
    }

    private func backward(_ worker: Int, layer: Int, in slot: MicroBatchSlot) throws {
        let (start, exchangeSeconds) = (ContinuousClock.now, sum.exchangeSeconds)
        try sum.make(layout.gradientRanges[layer], ofWorker: worker) { _ in
            slot.pass?.backward(layer: layer)
        }
        // What the exchange took meanwhile is its own.
        backwardSeconds +=
            (ContinuousClock.now - start) / .seconds(1) - (sum.exchangeSeconds - exchangeSeconds)
    }

    /// The ranks' flags and votes travel in the sum, so that all ranks see them at the same step.
    private func addRequests(to vector: UnsafeMutableBufferPointer<Float>, worker: Int) {
        guard worker == sum.workers.lowerBound else { return }
        if context.stopRequested() { vector[layout.stop] = 1 }
        if context.takeCheckpointRequest() { vector[layout.checkpoint] = 1 }
        if nonFinite != nil { vector[layout.nonFinite] = 1 }
        if interleaving?.votes == true { vector[layout.interleavingVotes] = 1 }
    }

    private func microBatch(of worker: Int, step: Int) -> MicroBatchSelection {
        MicroBatchSelection(
            epoch: position.completedEpochs, step: step, worker: worker,
            shard: data.shard(of: worker),
            samples: orders[worker - sum.workers.lowerBound].samples(step: step))
    }

    /// What this rank works on next; nil at the end of an epoch, as the next one has other orders.
    private func microBatch(after batch: MicroBatchSelection) -> MicroBatchSelection? {
        if batch.worker + 1 < sum.workers.upperBound {
            microBatch(of: batch.worker + 1, step: batch.step)
        } else if batch.step + 1 < stepsPerEpoch {
            microBatch(of: sum.workers.lowerBound, step: batch.step + 1)
        } else {
            nil
        }
    }
}
