package import Augmentation
package import Collectives
package import ConvNet
import Datasets
package import Recognition
package import RunRecords

/// Trains a model on this rank's shards, in step with all other ranks.
///
/// All ranks hold equal weights at every step: each adds its own workers' vectors, the sum over all
/// ranks has the same bits everywhere, and every rank makes the same update from it.
package final class Trainer {
    let group: any Collective
    let description: RunDescription
    package let model: Model
    /// Nil when weights are not averaged.
    let average: WeightAverage?
    let data: TrainingData
    private let teachers: Teachers?
    let optimizer: any Optimizer
    let context: ProcessContext
    package var position = TrainingPosition(
        completedEpochs: 0, stepInEpoch: 0, globalStep: 0)
    var progress = TrainingProgress()
    /// What this rank's last update has left that is not finite.
    var nonFinite: NonFiniteError?

    private let sum: TreeSum
    let layout: StepVector
    package let workspace: Workspace
    private let images: MicroBatchBuffer
    /// Nil where no core is spare.
    package let readAhead: ReadAhead?
    /// The epoch's order of samples of each of this rank's workers.
    private var orders: [EpochOrder]
    private var forwardSeconds = 0.0
    private var backwardSeconds = 0.0

    package init(
        group: any Collective, description: RunDescription, model: Model, data: TrainingData,
        teachers: Teachers? = nil, context: ProcessContext
    ) throws {
        self.group = group
        self.description = description
        self.model = model
        self.data = data
        self.teachers = teachers
        self.context = context
        average =
            description.optimizer.averaging > 0
            ? WeightAverage(of: model, decay: description.optimizer.averaging) : nil
        optimizer = description.optimizer.make(for: model.network)
        layout = StepVector(for: model.network)
        sum = try TreeSum(
            group: group, virtualWorkers: description.schedule.virtualWorkers,
            elementCount: layout.elementCount,
            starts: model.network.parameterStarts.map { [layout] in layout.gradients + $0 })
        // Where ranks take turns, each core would pack all weights as often as it has ranks. On cores of
        // their own they lose more by reading what others have written (3 % of a step) than they gain.
        workspace = Workspace(
            for: model.network, sampleCapacity: description.schedule.microBatchSize, trains: true,
            packed: context.ranksTakeTurns
                ? try Self.sharedWeights(of: model.network, in: group) : nil)
        images = MicroBatchBuffer(
            images: workspace.input, capacity: description.schedule.microBatchSize,
            height: description.data.imageHeight,
            width: description.data.imageWidth, augmentation: description.augmentation,
            seed: description.seed)
        readAhead = context.hasSpareCore ? ReadAhead(for: images) : nil
        orders = data.orders(epoch: 0, seed: description.seed)
    }

    /// The model that is validated, evaluated and used: of averaged weights when there are such.
    package var result: Model { average?.model ?? model }

    /// All that a step changes, in one order on every rank.
    var stateBuffers: [FloatBuffer] {
        [model.parameters, model.statistics] + (average?.buffers ?? [])
            + optimizer.state.map(\.values)
    }

    package var stepsPerEpoch: Int { data.stepCount }

    package var isEpochDone: Bool { position.stepInEpoch == stepsPerEpoch }

    package var multiplyAddsPerImage: Int { model.network.multiplyAddsPerImage }

    /// Brings the order of samples to the epoch of `position`.
    package func beginEpoch() {
        orders = data.orders(epoch: position.completedEpochs, seed: description.seed)
    }

    /// Makes one step: images, forward, loss, backward, sum over all workers, update.
    ///
    /// - Throws: on all ranks alike, `NonFiniteError` when the sum holds something that is no number,
    ///   or `AgreedFailure` with that of a rank whose last update has left such a thing.
    package func step() throws -> StepOutcome {
        forwardSeconds = 0
        backwardSeconds = 0
        try model.pack(into: workspace, in: group)
        let total = try sum.overWorkers { worker, vector, isDone in
            addRequests(to: vector, worker: worker)
            try addGradients(to: vector, worker: worker, isDone: isDone)
            context.countImages(Int(vector[layout.sampleCount]))
        }
        try requireFinite(total)
        let sampleCount = Double(total[layout.sampleCount])
        let learningRate = learningRate(stepNumber: position.globalStep + 1)
        let start = ContinuousClock.now
        if let sums = total.baseAddress, sampleCount > 0 {
            model.network.statistics.update(
                model.statistics.floats, sums: sums + layout.statisticSums)
            optimizer.update(
                model.parameters.floats, gradientSums: sums + layout.gradients,
                sampleCount: sampleCount,
                learningRate: learningRate, stepNumber: position.globalStep + 1)
            average?.add(model, stepNumber: position.globalStep + 1)
        }
        let optimizerSeconds = (ContinuousClock.now - start) / .seconds(1)
        position.stepInEpoch += 1
        position.globalStep += 1
        progress.lossSum += Double(total[layout.loss])
        progress.correctCount += Int64(total[layout.correct])
        progress.sampleCount += Int64(sampleCount)
        noteNonFinite()
        return StepOutcome(
            lossSum: Double(total[layout.loss]), imageCount: Int(sampleCount),
            stopRequested: total[layout.stop] > 0,
            checkpointRequested: total[layout.checkpoint] > 0, forwardSeconds: forwardSeconds,
            backwardSeconds: backwardSeconds, exchangeSeconds: sum.exchangeSeconds,
            optimizerSeconds: optimizerSeconds)
    }

    package func learningRate(stepNumber: Int) -> Double {
        description.schedule.learningRate
            * description.schedule.shape.factor(
                stepNumber: stepNumber, stepCount: description.schedule.epochs * stepsPerEpoch,
                warmupSteps: Int(description.schedule.warmupEpochs * Double(stepsPerEpoch)))
    }

    /// The ranks' flags travel in the sum, so that all ranks see them at the same step.
    private func addRequests(to vector: UnsafeMutableBufferPointer<Float>, worker: Int) {
        guard worker == sum.workers.lowerBound else { return }
        if context.stopRequested() { vector[layout.stop] = 1 }
        if context.takeCheckpointRequest() { vector[layout.checkpoint] = 1 }
        if nonFinite != nil { vector[layout.nonFinite] = 1 }
    }

    /// One worker's share of the step: a micro-batch through the network and back.
    ///
    /// - Parameter isDone: is told from where on the vector is done, while the pass goes back.
    private func addGradients(
        to vector: UnsafeMutableBufferPointer<Float>, worker: Int,
        isDone: (_ start: Int) throws -> Void
    ) rethrows {
        let batch = microBatch(of: worker, step: position.stepInEpoch)
        if readAhead?.take(batch, into: images) != true { images.render(batch) }
        if let readAhead, let next = microBatch(after: batch) { readAhead.begin(next) }
        let samples = batch.samples
        guard let sums = vector.baseAddress, !samples.isEmpty else { return }
        let teaching = teachers.map { teachers in
            Teaching(
                targets: teachers.probabilities(of: workspace.input, count: samples.count),
                share: description.distillation.share)
        }
        let exchangeSeconds = sum.exchangeSeconds
        let score = try model.network.accumulateGradients(
            MicroBatchTargets(
                sampleCount: samples.count, labels: images.labels, keys: images.keys,
                seed: description.seed, epoch: batch.epoch, teaching: teaching),
            in: workspace, parameters: model.parameters.pointer,
            statistics: model.statistics.pointer,
            labelSmoothing: Float(description.loss.labelSmoothing),
            gradients: sums + layout.gradients, statisticSums: sums + layout.statisticSums
        ) { try isDone(layout.gradients + $0) }
        forwardSeconds += score.forwardSeconds
        // What the exchange took meanwhile is its own.
        backwardSeconds += score.backwardSeconds - (sum.exchangeSeconds - exchangeSeconds)
        vector[layout.loss] = Float(score.loss)
        vector[layout.correct] = Float(score.correct)
        vector[layout.sampleCount] = Float(samples.count)
    }
}

extension Trainer {
    /// Of which each rank packs a part; nil where the ranks cannot share memory.
    private static func sharedWeights(
        of network: Network, in group: any Collective
    ) throws -> PackedWeights? {
        try group.allocateShared(elementCount: PackedWeights.sharedCount(for: network)).map {
            PackedWeights(for: network, part: group.rank, of: group.worldSize, in: $0)
        }
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

/// What one step gave.
package struct StepOutcome {
    package let lossSum: Double
    package let imageCount: Int
    package let stopRequested: Bool
    package let checkpointRequested: Bool
    package let forwardSeconds: Double
    package let backwardSeconds: Double
    /// With the time that slower ranks are waited for in it.
    package let exchangeSeconds: Double
    package let optimizerSeconds: Double
}
