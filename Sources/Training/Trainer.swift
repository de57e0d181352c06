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
    let teachers: Teachers?
    let optimizer: any Optimizer
    let context: ProcessContext
    package var position = TrainingPosition(
        completedEpochs: 0, stepInEpoch: 0, globalStep: 0)
    var progress = TrainingProgress()
    /// What this rank's last update has left that is not finite.
    var nonFinite: NonFiniteError?

    let sum: TreeSum
    let layout: StepVector
    /// More than one where backward passes are interleaved.
    package private(set) var slots: [MicroBatchSlot]
    /// Nil on a single host, where there is nothing to gain.
    var interleaving: InterleavingRule?
    /// Nil where no core is spare.
    package let readAhead: ReadAhead?
    /// The epoch's order of samples of each of this rank's workers.
    private(set) var orders: [EpochOrder]
    var forwardSeconds = 0.0
    var backwardSeconds = 0.0

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
            starts: layout.gradientRanges.map(\.lowerBound),
            precision: description.arithmetic.exchange == .bf16
                ? .bfloat16(from: layout.gradients) : .exact)
        // Where ranks take turns, each core would pack all weights as often as it has ranks. On cores of
        // their own they lose more by reading what others have written (3 % of a step) than they gain.
        slots = [
            MicroBatchSlot(
                for: model.network, description,
                packed: context.ranksTakeTurns
                    ? try Self.sharedWeights(of: model.network, in: group) : nil)
        ]
        interleaving = group.layout.hosts.count > 1 ? InterleavingRule() : nil
        readAhead = context.hasSpareCore ? ReadAhead(for: slots[0].images) : nil
        orders = data.orders(epoch: 0, seed: description.seed)
    }

    /// Bounds the memory of a rank that has many workers.
    private static let maximumSlotCount = 8

    /// Where images are scored between steps.
    package var scoringWorkspace: Workspace { slots[0].workspace }

    /// The model that is validated, evaluated and used: of averaged weights when there are such.
    package var result: Model { average?.model ?? model }

    /// All that a step changes, in one order on every rank.
    var stateBuffers: [FloatBuffer] {
        [model.parameters, model.statistics] + (average?.buffers ?? [])
            + optimizer.state.map(\.values)
    }

    package var stepsPerEpoch: Int { data.stepCount }

    /// Of the run's virtual workers, those that are this rank's.
    var workerCount: Int { sum.workers.count }

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
        try model.pack(into: slots[0].workspace, in: group)
        try sum.begin()
        try makeVectors()
        let total = try sum.total()
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
        interleaving?.note(
            waitSeconds: sum.waitSeconds, computeSeconds: forwardSeconds + backwardSeconds)
        position.stepInEpoch += 1
        position.globalStep += 1
        progress.lossSum += Double(total[layout.loss])
        progress.correctCount += Int64(total[layout.correct])
        progress.sampleCount += Int64(sampleCount)
        noteNonFinite()
        return StepOutcome(
            lossSum: Double(total[layout.loss]), imageCount: Int(sampleCount),
            stopRequested: total[layout.stop] > 0,
            checkpointRequested: total[layout.checkpoint] > 0,
            interleavingWanted: Int(total[layout.interleavingVotes]) == group.worldSize,
            forwardSeconds: forwardSeconds,
            backwardSeconds: backwardSeconds, exchangeSeconds: sum.exchangeSeconds,
            optimizerSeconds: optimizerSeconds)
    }

    /// Interleaves the backward passes of this rank's workers from the next step on, as many as
    /// `maximumSlotCount`.
    package func interleave() {
        while slots.count < min(sum.workers.count, Self.maximumSlotCount) {
            slots.append(
                MicroBatchSlot(
                    for: model.network, description, packed: slots[0].workspace.packed))
        }
    }

    package func learningRate(stepNumber: Int) -> Double {
        description.schedule.learningRate
            * description.schedule.shape.factor(
                stepNumber: stepNumber, stepCount: description.schedule.epochs * stepsPerEpoch,
                warmupSteps: Int(description.schedule.warmupEpochs * Double(stepsPerEpoch)))
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
}

/// What one step gave.
package struct StepOutcome {
    package let lossSum: Double
    package let imageCount: Int
    package let stopRequested: Bool
    package let checkpointRequested: Bool
    /// Whether all ranks vote for interleaved backward passes: then `interleave` is to be called.
    package let interleavingWanted: Bool
    package let forwardSeconds: Double
    package let backwardSeconds: Double
    /// With the time that slower ranks are waited for in it.
    package let exchangeSeconds: Double
    package let optimizerSeconds: Double
}
