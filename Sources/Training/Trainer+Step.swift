import Augmentation
import Collectives
import ConvNet
import Datasets
import Recognition
import RunRecords

/// The parts of a step, in the order of `Trainer.train`.
extension Trainer {
    /// Brings the order of samples to the epoch of `position`.
    func shuffle() {
        guard shuffled?.epoch != position.completedEpochs else { return }
        shuffled = (
            position.completedEpochs,
            data.orders(epoch: position.completedEpochs, seed: description.seed)
        )
    }

    func selection(worker: Int, step: Int) -> MicroBatchSelection {
        guard let shuffled else { preconditionFailure("no epoch has begun") }
        return MicroBatchSelection(
            epoch: position.completedEpochs, step: step, worker: worker,
            shard: data.shard(of: worker),
            samples: shuffled.orders[worker - sum.workers.lowerBound].samples(step: step))
    }

    func render(_ selection: MicroBatchSelection, into buffer: MicroBatchBuffer) {
        if readAhead?.take(selection, into: buffer) != true { buffer.render(selection) }
        if let readAhead, let next = self.selection(after: selection) { readAhead.begin(next) }
    }

    /// What this rank renders next; nil at the end of an epoch, as the next one has other orders.
    private func selection(after selection: MicroBatchSelection) -> MicroBatchSelection? {
        if selection.worker + 1 < sum.workers.upperBound {
            self.selection(worker: selection.worker + 1, step: selection.step)
        } else if selection.step + 1 < stepsPerEpoch {
            self.selection(worker: sum.workers.lowerBound, step: selection.step + 1)
        } else {
            nil
        }
    }

    /// Makes all of a worker's vector but the gradients: batch statistics, loss, counts and flags.
    func forward(_ selection: MicroBatchSelection, in slot: MicroBatchSlot) throws {
        try sum.make(0..<layout.gradients, ofWorker: selection.worker) { vector in
            addRequests(to: vector, worker: selection.worker)
            slot.pass = forwardPass(of: selection, in: slot, vector: vector)
            vector[layout.loss] = Float(slot.pass?.score.loss ?? 0)
            vector[layout.correct] = Float(slot.pass?.score.correct ?? 0)
            vector[layout.sampleCount] = Float(selection.samples.count)
        }
        context.countImages(selection.samples.count)
    }

    /// Runs forward and loss.
    ///
    /// - Returns: the pass, whose backward part is left; nil for a micro-batch without images.
    private func forwardPass(
        of selection: MicroBatchSelection, in slot: MicroBatchSlot,
        vector: UnsafeMutableBufferPointer<Float>
    ) -> TrainingPass? {
        let sampleCount = selection.samples.count
        guard let sums = vector.baseAddress, sampleCount > 0 else { return nil }
        let start = ContinuousClock.now
        let teaching = teachers.map { teachers in
            Teaching(
                targets: teachers.probabilities(of: slot.workspace.input, count: sampleCount),
                share: description.distillation.share)
        }
        let pass = TrainingPass(
            MicroBatchTargets(
                sampleCount: sampleCount, labels: slot.buffer.labels,
                keys: slot.buffer.keys, seed: description.seed, epoch: selection.epoch,
                teaching: teaching),
            through: model.network, in: slot.workspace, parameters: model.parameters.pointer,
            statistics: model.statistics.pointer,
            loss: loss, gradients: sums + layout.gradients, statisticSums: sums + layout.statisticSums)
        times.forwardSeconds += (ContinuousClock.now - start) / .seconds(1)
        return pass
    }

    /// The ranks' flags and votes travel in the sum, so that all ranks see them at the same step.
    private func addRequests(to vector: UnsafeMutableBufferPointer<Float>, worker: Int) {
        guard worker == sum.workers.lowerBound else { return }
        if context.stopRequested() { vector[layout.stop] = 1 }
        if context.takeCheckpointRequest() { vector[layout.checkpoint] = 1 }
        if nonFinite != nil { vector[layout.nonFinite] = 1 }
        if let workerCount = interleaving?.vote {
            vector[layout.interleavingVotes] = 1
            vector[layout.interleavedWorkers] = Float(workerCount)
        }
    }

    /// Makes the gradients of one layer's parameters, and of its input.
    func backward(_ worker: Int, layer: Int, in slot: MicroBatchSlot) throws {
        let (start, exchangeSeconds) = (ContinuousClock.now, sum.exchangeSeconds)
        try sum.make(layout.gradientRanges[layer], ofWorker: worker) { _ in
            slot.pass?.backward(layer: layer)
        }
        // What the exchange took meanwhile is its own.
        times.backwardSeconds +=
            (ContinuousClock.now - start) / .seconds(1) - (sum.exchangeSeconds - exchangeSeconds)
    }

    /// Moves running statistics, parameters and their average by the sums of all workers.
    func update(with total: UnsafeBufferPointer<Float>) {
        let start = ContinuousClock.now
        let stepNumber = position.globalStep + 1
        let sampleCount = Double(total[layout.sampleCount])
        if let sums = total.baseAddress, sampleCount > 0 {
            model.network.statistics.update(
                model.statistics.floats, sums: sums + layout.statisticSums)
            optimizer.update(
                model.parameters.floats, gradientSums: sums + layout.gradients,
                sampleCount: sampleCount, learningRate: learningRate(stepNumber: stepNumber),
                stepNumber: stepNumber)
            average?.add(model, stepNumber: stepNumber)
        }
        times.optimizerSeconds += (ContinuousClock.now - start) / .seconds(1)
    }

    /// Moves `position` past a step, and begins to interleave where all ranks voted for it.
    ///
    /// - Parameter total: the sums of the step.
    func advance(past total: UnsafeBufferPointer<Float>) -> StepReport {
        interleaving?.note(
            waitSeconds: sum.waitSeconds,
            computeSeconds: times.forwardSeconds + times.backwardSeconds,
            passSeconds: times.backwardSeconds / Double(workerCount))
        // One rank that does not interleave would make all others wait for it.
        let beginsToInterleave = Int(total[layout.interleavingVotes]) == group.worldSize
        if beginsToInterleave {
            let mean = Double(total[layout.interleavedWorkers]) / Double(group.worldSize)
            interleave(lastWorkers: Int(mean.rounded(.up)))
        }
        position.stepInEpoch += 1
        position.globalStep += 1
        let lossSum = Double(total[layout.loss])
        let imageCount = Int(total[layout.sampleCount])
        progress.lossSum += lossSum
        progress.correctCount += Int64(total[layout.correct])
        progress.sampleCount += Int64(imageCount)
        noteNonFinite()
        times.exchangeSeconds = sum.exchangeSeconds
        times.seconds = (ContinuousClock.now - times.start) / .seconds(1)
        return StepReport(
            epoch: position.completedEpochs + 1, epochs: description.schedule.epochs,
            stepInEpoch: position.stepInEpoch, stepsPerEpoch: stepsPerEpoch, lossSum: lossSum,
            imageCount: imageCount, stopRequested: total[layout.stop] > 0,
            checkpointRequested: total[layout.checkpoint] > 0,
            beginsToInterleave: beginsToInterleave, times: times)
    }
}
