import Augmentation
import Collectives
import ConvNet
import Datasets
import Recognition
import RunRecords

/// The parts of a step, in the order in which `Trainer.train` calls them.
extension Trainer {
    /// Shuffles the samples of this rank's workers for the epoch at hand, unless that was done.
    func shuffle() {
        guard shuffled?.epoch != position.completedEpochs else { return }
        shuffled = (
            position.completedEpochs,
            data.orders(epoch: position.completedEpochs, seed: description.seed)
        )
    }

    /// The samples of one worker in one step of the epoch at hand. Selects only; see `render`.
    ///
    /// - Parameters:
    ///   - worker: one of this rank's virtual workers, by its number in the run.
    ///   - step: from 0.
    func selection(worker: Int, step: Int) -> MicroBatchSelection {
        guard let shuffled else { preconditionFailure("no epoch has begun") }
        return MicroBatchSelection(
            epoch: position.completedEpochs, step: step, worker: worker,
            shard: data.shard(of: worker),
            samples: shuffled.orders[worker - sum.workers.lowerBound].samples(step: step))
    }

    /// Augments the selected images and writes them to the network's input, or takes them from the
    /// thread that has rendered them ahead of time.
    func render(_ selection: MicroBatchSelection, into buffer: MicroBatchBuffer) {
        let wasReadAhead = readAhead?.take(selection, into: buffer) ?? false
        if !wasReadAhead { buffer.render(selection) }
        if let readAhead, let next = self.selection(after: selection) { readAhead.begin(next) }
    }

    /// What this rank renders next; nil at the end of an epoch, since the next one is shuffled
    /// differently.
    private func selection(after selection: MicroBatchSelection) -> MicroBatchSelection? {
        if selection.worker + 1 < sum.workers.upperBound {
            self.selection(worker: selection.worker + 1, step: selection.step)
        } else if selection.step + 1 < stepsPerEpoch {
            self.selection(worker: sum.workers.lowerBound, step: selection.step + 1)
        } else {
            nil
        }
    }

    /// Runs the network forward and computes the loss. Fills everything in the worker's vector that
    /// comes before the gradients: batch-norm sums, loss, counts and flags.
    func forward(_ selection: MicroBatchSelection, in slot: MicroBatchSlot) throws {
        try sum.make(0..<vectorLayout.gradientsOffset, ofWorker: selection.worker) { vector in
            writeFlags(to: vector, worker: selection.worker)
            slot.pass = forwardPass(of: selection, in: slot, vector: vector)
            vector[vectorLayout.lossIndex] = Float(slot.pass?.score.loss ?? 0)
            vector[vectorLayout.correctIndex] = Float(slot.pass?.score.correct ?? 0)
            vector[vectorLayout.sampleCountIndex] = Float(selection.samples.count)
        }
        context.countImages(selection.samples.count)
    }

    /// - Returns: a pass that has run forward and computed the loss, and is ready to run backward;
    ///   nil for a micro-batch without images.
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
            loss: loss, gradients: sums + vectorLayout.gradientsOffset,
            statisticSums: sums + vectorLayout.statisticSumsOffset)
        times.forwardSeconds += (ContinuousClock.now - start) / .seconds(1)
        return pass
    }

    /// A stop, a checkpoint and the like travel as flags in the sum: all ranks learn of them at the
    /// same step, and act alike, without a further exchange.
    private func writeFlags(to vector: UnsafeMutableBufferPointer<Float>, worker: Int) {
        // Once for each rank: votes are counted.
        guard worker == sum.workers.lowerBound else { return }
        if context.stopRequested() { vector[vectorLayout.stopIndex] = 1 }
        if context.takeCheckpointRequest() { vector[vectorLayout.checkpointIndex] = 1 }
        if nonFinite != nil { vector[vectorLayout.nonFiniteIndex] = 1 }
        if let workerCount = interleaving?.vote {
            vector[vectorLayout.interleavingVotesIndex] = 1
            vector[vectorLayout.interleavedWorkersIndex] = Float(workerCount)
        }
    }

    /// Runs one layer backward: computes the gradients of its parameters, which may then be sent,
    /// and that of its input, for the layer below.
    func backward(_ worker: Int, layer: Int, in slot: MicroBatchSlot) throws {
        let (start, exchangeSeconds) = (ContinuousClock.now, sum.exchangeSeconds)
        try sum.make(vectorLayout.gradientRanges[layer], ofWorker: worker) { _ in
            slot.pass?.backward(layer: layer)
        }
        // `make` also moves the exchange on, whose time is counted separately.
        times.backwardSeconds +=
            (ContinuousClock.now - start) / .seconds(1) - (sum.exchangeSeconds - exchangeSeconds)
    }

    /// Updates the running statistics, the parameters and their moving average.
    ///
    /// - Parameter total: the sum over all workers. Without a sample in the step, nothing changes.
    func update(with total: UnsafeBufferPointer<Float>) {
        let start = ContinuousClock.now
        let stepNumber = position.globalStep + 1
        let sampleCount = Double(total[vectorLayout.sampleCountIndex])
        if let sums = total.baseAddress, sampleCount > 0 {
            model.network.statistics.update(
                model.statistics.floats, sums: sums + vectorLayout.statisticSumsOffset)
            optimizer.update(
                model.parameters.floats, gradientSums: sums + vectorLayout.gradientsOffset,
                sampleCount: sampleCount, learningRate: learningRate(stepNumber: stepNumber),
                stepNumber: stepNumber)
            average?.update(with: model, stepNumber: stepNumber)
        }
        times.optimizerSeconds += (ContinuousClock.now - start) / .seconds(1)
    }

    /// Counts the step in `position` and `progress`, and begins to interleave backward passes if
    /// all ranks voted for it.
    ///
    /// - Parameter total: the sum over all workers.
    /// - Returns: the step's sums, which are equal on all ranks, and its times on this rank.
    func advance(past total: UnsafeBufferPointer<Float>) -> StepReport {
        interleaving?.note(
            waitSeconds: sum.waitSeconds,
            computeSeconds: times.forwardSeconds + times.backwardSeconds,
            passSeconds: times.backwardSeconds / Double(workerCount))
        // One rank that does not interleave would make all others wait for it.
        let beginsToInterleave = Int(total[vectorLayout.interleavingVotesIndex]) == group.worldSize
        if beginsToInterleave {
            let mean = Double(total[vectorLayout.interleavedWorkersIndex]) / Double(group.worldSize)
            interleave(lastWorkers: Int(mean.rounded(.up)))
        }
        position.stepInEpoch += 1
        position.globalStep += 1
        let lossSum = Double(total[vectorLayout.lossIndex])
        let imageCount = Int(total[vectorLayout.sampleCountIndex])
        progress.lossSum += lossSum
        progress.correctCount += Int64(total[vectorLayout.correctIndex])
        progress.sampleCount += Int64(imageCount)
        noteNonFinite()
        times.exchangeSeconds = sum.exchangeSeconds
        times.seconds = (ContinuousClock.now - times.start) / .seconds(1)
        return StepReport(
            epoch: position.completedEpochs + 1, epochs: description.schedule.epochs,
            stepInEpoch: position.stepInEpoch, stepsPerEpoch: stepsPerEpoch, lossSum: lossSum,
            imageCount: imageCount, stopRequested: total[vectorLayout.stopIndex] > 0,
            checkpointRequested: total[vectorLayout.checkpointIndex] > 0,
            beginsToInterleave: beginsToInterleave, times: times)
    }
}
