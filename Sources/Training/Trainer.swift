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
    let loss: SoftmaxCrossEntropy
    let optimizer: any Optimizer
    let context: ProcessContext
    package var position = TrainingPosition(
        completedEpochs: 0, stepInEpoch: 0, globalStep: 0)
    var progress = TrainingProgress()
    /// What the classes are called where people read of them: as this command names them, or else as
    /// the checkpoint does that it goes on from; empty without names.
    var shownNames: [String]
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
    /// This rank's workers: one after another, and the last ones together where they are interleaved.
    private(set) var workerChunks: [Range<Int>]
    /// The order in which each of this rank's workers takes its samples in an epoch; nil before the first.
    var shuffled: (epoch: Int, orders: [EpochOrder])?
    /// Of the step that is being made, or was made last.
    var times = StepTimes()

    package init(
        group: any Collective, description: RunDescription, model: Model, data: TrainingData,
        teachers: Teachers? = nil, context: ProcessContext
    ) throws {
        self.group = group
        self.description = description
        self.model = model
        self.data = data
        shownNames = data.shownNames
        self.teachers = teachers
        self.context = context
        average =
            description.optimizer.averaging > 0
            ? WeightAverage(of: model, decay: description.optimizer.averaging) : nil
        loss = SoftmaxCrossEntropy(
            classCount: model.network.classCount,
            labelSmoothing: Float(description.loss.labelSmoothing), classWeights: data.classWeights)
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
        readAhead = context.hasSpareCore ? ReadAhead(for: slots[0].buffer) : nil
        workerChunks = sum.workers.map { $0..<$0 + 1 }
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

    /// Interleaves the backward passes of this rank's last workers from the next step on.
    ///
    /// Those before gain nothing by it: what they add can travel only with the last one's.
    ///
    /// - Parameter count: of workers; no more than the rank has, and `maximumSlotCount`, are taken.
    package func interleave(lastWorkers count: Int) {
        let count = min(count, workerCount, Self.maximumSlotCount)
        while slots.count < count {
            slots.append(
                MicroBatchSlot(
                    for: model.network, description, packed: slots[0].workspace.packed))
        }
        let first = sum.workers.upperBound - count
        workerChunks =
            (sum.workers.lowerBound..<first).map { $0..<$0 + 1 } + [first..<sum.workers.upperBound]
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
