import Augmentation
package import Collectives
package import ConvNet
import Datasets
import Evaluation
import Recognition
import RunRecords
import SyntheticLetters
package import Training

/// Times whole training steps (forward, loss, backward, exchange, optimizer) of the real `Trainer`,
/// on synthetic letters in memory and without augmentation.
package struct StepBenchmark {
    let preset: Preset
    let batchSize: Int
    let virtualWorkers: Int
    let seconds: Double
    let precision: Precision
    let exchange: Precision
    let kernels: KernelSet

    /// Steps that are not timed: caches and clock rates settle in them, and ranks vote on
    /// interleaving (see `InterleavingRule`).
    private static let warmupSteps = 6

    package init(
        preset: Preset, batchSize: Int, virtualWorkers: Int, seconds: Double,
        precision: Precision, exchange: Precision, kernels: KernelSet
    ) {
        self.preset = preset
        self.batchSize = batchSize
        self.virtualWorkers = virtualWorkers
        self.seconds = seconds
        self.precision = precision
        self.exchange = exchange
        self.kernels = kernels
    }

    /// - Returns: the times of the slowest rank, on every rank.
    package func run(
        in group: any Collective, context: ProcessContext
    ) throws -> StepBenchmarkResult {
        var deadline: ContinuousClock.Instant?
        var context = context
        // Without a second core, on which the next images would be rendered.
        context.hasSpareCore = false
        context.stopRequested = { deadline.map { .now >= $0 } ?? false }
        let trainer = try makeTrainer(in: group, context: context)
        var firstStepAge = 0.0
        var stepCount = 0
        var steps: [StepTimes] = []
        // From the end of one step to the end of the next: the time in which an oversubscribed rank
        // waits for a core between two steps belongs to a step, too.
        var stepSeconds: [Double] = []
        var end = ContinuousClock.now
        try trainer.train { step in
            stepCount += 1
            if stepCount == 1 { firstStepAge = context.ageSeconds() }
            if stepCount > Self.warmupSteps {
                steps.append(step.times)
                stepSeconds.append((.now - end) / .seconds(1))
            }
            end = .now
            if stepCount == Self.warmupSteps { deadline = end + .seconds(seconds) }
            return !step.stopRequested
        } endEpoch: {
            // Repeats the epoch for as long as is measured.
            trainer.position.stepInEpoch = 0
        }

        func slowest(_ values: [Double]) throws -> Double {
            try Double(group.combine(Int(SampleStatistics.median(of: values) * 1e9), by: .maximum))
                * 1e-9
        }
        let memory = try group.combine(context.peakMemoryBytes(), by: .maximum)
        let step = try slowest(stepSeconds)
        let imagesPerSecond = Double(batchSize) / step
        // One forward product and two backward ones, of 2 operations for each multiply-add.
        let operationsPerImage = Double(2 * (1 + 2) * trainer.multiplyAddsPerImage)
        return StepBenchmarkResult(
            preset: preset.rawValue, precision: precision.rawValue,
            exchange: exchange.rawValue,
            kernelSet: kernels.name,
            ranks: group.worldSize, batchSize: batchSize, steps: steps.count,
            numberCount: StepVectorLayout(for: trainer.model.network).elementCount,
            imagesPerSecond: imagesPerSecond,
            gflops: imagesPerSecond * operationsPerImage * 1e-9,
            peakMemoryBytes: memory, startToFirstStepSeconds: try slowest([firstStepAge]),
            stepSeconds: step, forwardSeconds: try slowest(steps.map(\.forwardSeconds)),
            backwardSeconds: try slowest(steps.map(\.backwardSeconds)),
            exchangeSeconds: try slowest(steps.map(\.exchangeSeconds)),
            optimizerSeconds: try slowest(steps.map(\.optimizerSeconds)))
    }

    /// A trainer without what would differ between steps or add other work: no augmentation,
    /// validation, moving average or schedule.
    func makeTrainer(in group: any Collective, context: ProcessContext) throws -> Trainer {
        var description = RunDescription()
        description.network.preset = preset
        description.arithmetic.precision = precision
        description.arithmetic.exchange = exchange
        description.schedule.batchSize = batchSize
        description.schedule.virtualWorkers = virtualWorkers
        description.augmentation = .none
        description.optimizer.averaging = 0
        description.validation.fraction = 0
        description.schedule.shape = .constant
        description.schedule.learningRate = 1e-3
        let data = try TrainingData(
            .synthetic(trainingPerClass: perClass, testPerClass: 1), description: description,
            settings: RunSettings(), group: group)
        let model = try Model(
            preset: preset, classNames: data.index.classNames, height: description.data.imageHeight,
            width: description.data.imageWidth, seed: description.seed,
            precision: precision, kernels: kernels)
        return try Trainer(
            group: group, description: description.resolved(data: data, kernels: kernels),
            model: model, data: data, context: context)
    }

    /// The fewest images of each class that make an epoch a whole number of full steps.
    private var perClass: Int {
        var (a, b) = (batchSize, LetterRenderer.classNames.count)
        while b != 0 { (a, b) = (b, a % b) }
        return batchSize / a
    }
}

/// What `bench step` prints. Seconds are medians over the steps, each of the slowest rank.
package struct StepBenchmarkResult: Encodable, Sendable {
    package let preset: String
    package let precision: String
    /// The precision of gradients in their sum.
    package let exchange: String
    package let kernelSet: String
    package let ranks: Int
    package let batchSize: Int
    package let steps: Int
    /// The elements of the vector that a step sums over all workers.
    package let numberCount: Int
    package let imagesPerSecond: Double
    /// Two operations for each multiply-add of the forward pass and of the two products of the
    /// backward pass, as if all convolutions were direct.
    package let gflops: Double
    /// The largest resident set of any rank.
    package let peakMemoryBytes: Int
    /// From the start of the process to the end of its first step.
    package let startToFirstStepSeconds: Double
    /// From the end of one step to the end of the next.
    package var stepSeconds: Double
    package let forwardSeconds: Double
    package let backwardSeconds: Double
    /// The exposed part of the sum over ranks, including waiting for slower ranks.
    package let exchangeSeconds: Double
    package let optimizerSeconds: Double

    /// The result in a few lines.
    package var text: String {
        func milliseconds(_ seconds: Double) -> String {
            let tenths = Int((seconds * 1e4).rounded())
            return "\(tenths / 10).\(tenths % 10) ms"
        }
        return """
            \(preset) \(precision), gradients summed in \(exchange), batch \(batchSize) on \(ranks) ranks (\(kernelSet) kernels), \
            \(steps) steps
              \(Int(imagesPerSecond)) images/s, \(Int(gflops)) GFLOP/s, \(peakMemoryBytes >> 20) MiB
              step \(milliseconds(stepSeconds)): forward \(milliseconds(forwardSeconds)), \
            backward \(milliseconds(backwardSeconds)), exchange \(milliseconds(exchangeSeconds)), \
            optimizer \(milliseconds(optimizerSeconds))
            """
    }
}
