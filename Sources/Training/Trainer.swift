package import Augmentation
package import Collectives
package import ConvNet
import Datasets
package import Recognition
package import RunRecords

/// Trains a model on this rank's shards, in step with all other ranks.
///
/// All ranks hold equal weights at every step. The sum of the workers' vectors has the same bits on
/// every rank, and every rank makes the same update from it, so weights are never sent.
package final class Trainer {
    let group: any Collective
    let description: RunDescription
    package let model: Model
    /// The exponential moving average of the weights; nil when `--averaging` is 0.
    let average: WeightAverage?
    let data: TrainingData
    let teachers: Teachers?
    let loss: SoftmaxCrossEntropy
    let optimizer: any Optimizer
    let context: ProcessContext
    package var position = TrainingPosition(
        completedEpochs: 0, stepInEpoch: 0, globalStep: 0)
    var progress = TrainingProgress()
    /// The names that are shown for the classes: those of `--class-names`, or else those of the
    /// checkpoint that the run continues from; empty without either.
    var shownNames: [String]
    /// The first tensor that this rank's last update left with a NaN or an infinity.
    var nonFinite: NonFiniteError?

    /// The all-reduce of a step.
    let sum: TreeSum
    /// Offsets into the vectors that `sum` adds.
    let vectorLayout: StepVectorLayout
    /// Memory for the micro-batches in flight: one, or more once backward passes are interleaved.
    package private(set) var slots: [MicroBatchSlot]
    /// Decides whether backward passes are interleaved; nil on a single host, which has no network
    /// time to hide, and where each rank has one worker, whose backward pass overlaps in any case.
    var interleaving: InterleavingRule?
    /// Renders the next micro-batch on a thread of its own; nil unless this rank has a spare core.
    package let readAhead: ReadAhead?
    /// This rank's workers one by one; the last ones together once they are interleaved.
    private(set) var workerChunks: [Range<Int>]
    /// The shuffled samples of each of this rank's workers, and for which epoch; nil before the
    /// first.
    var shuffled: (epoch: Int, orders: [EpochOrder])?
    /// The times of the current step, or of the last one.
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
        vectorLayout = StepVectorLayout(for: model.network)
        sum = try TreeSum(
            group: group, virtualWorkers: description.schedule.virtualWorkers,
            elementCount: vectorLayout.elementCount,
            starts: vectorLayout.gradientRanges.map(\.lowerBound),
            precision: description.arithmetic.exchange == .bf16
                ? .bfloat16(from: vectorLayout.gradientsOffset) : .exact)
        // Several ranks on one core would each pack all weights there; sharing one packed copy
        // saves that work. With a core for each rank it costs more than it saves: 3 % of a step for
        // reading what other cores have written.
        slots = [
            MicroBatchSlot(
                for: model.network, description,
                packed: context.isOversubscribed
                    ? try Self.sharedWeights(of: model.network, in: group) : nil)
        ]
        interleaving =
            group.layout.hosts.count > 1
                && description.schedule.virtualWorkers > group.worldSize ? InterleavingRule() : nil
        readAhead = context.hasSpareCore ? ReadAhead(for: slots[0].buffer) : nil
        workerChunks = sum.workers.map { $0..<$0 + 1 }
    }

    /// Bounds the memory of a rank with many workers.
    private static let maximumSlotCount = 8

    /// Validation runs between steps, when the memory of the first slot is free.
    package var scoringWorkspace: Workspace { slots[0].workspace }

    /// The model that is validated, tested and saved as the result: the averaged weights if there
    /// are any, or else those that are trained.
    package var evaluationModel: Model { average?.model ?? model }

    /// Everything that a step changes, in the same order on every rank.
    var stateBuffers: [FloatBuffer] {
        [model.parameters, model.statistics] + (average?.buffers ?? [])
            + optimizer.state.map(\.values)
    }

    package var stepsPerEpoch: Int { data.stepsPerEpoch }

    /// The number of virtual workers that this rank computes.
    var workerCount: Int { sum.workers.count }

    package var isEpochDone: Bool { position.stepInEpoch == stepsPerEpoch }

    package var multiplyAddsPerImage: Int { model.network.multiplyAddsPerImage }

    /// Interleaves the backward passes of this rank's last workers from the next step on. Allocates
    /// the memory for it, once in a run.
    ///
    /// The workers before them gain nothing by it: their gradients are sent with the last worker's.
    ///
    /// - Parameter count: the number of workers; limited to those of this rank and to
    ///   `maximumSlotCount`.
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

    /// - Parameter stepNumber: 1 for the first step of the run.
    package func learningRate(stepNumber: Int) -> Double {
        description.schedule.learningRate
            * description.schedule.shape.factor(
                stepNumber: stepNumber, stepCount: description.schedule.epochs * stepsPerEpoch,
                warmupSteps: Int(description.schedule.warmupEpochs * Double(stepsPerEpoch)))
    }
}

extension Trainer {
    /// Packed weights in the shared memory of a host, of which each rank packs a part; nil where
    /// the ranks cannot share memory.
    private static func sharedWeights(
        of network: Network, in group: any Collective
    ) throws -> PackedWeights? {
        try group.allocateShared(elementCount: PackedWeights.sharedCount(for: network)).map {
            PackedWeights(for: network, part: group.rank, of: group.worldSize, in: $0)
        }
    }
}
