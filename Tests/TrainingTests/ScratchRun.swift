import Augmentation
import Collectives
import ConvNet
import Datasets
import RunRecords
import TestSupport
import Training

/// A run folder for whole runs on the ranks of an `InProcessGroup`; it goes with the object.
final class ScratchRun {
    private let parent: TemporaryFolder

    init() throws { parent = try TemporaryFolder() }

    var folder: RunFolder { RunFolder(parent.path("run")) }

    /// Four epochs of four steps, with all that a resume must bring back.
    static var description: RunDescription {
        var description = TinyRun.plainDescription
        description.network.preset = .compact
        description.schedule.epochs = 4
        description.schedule.batchSize = 24
        description.schedule.virtualWorkers = 8
        description.augmentation = .mild
        description.optimizer.name = .adamw
        description.schedule.learningRate = 4e-3
        description.schedule.shape = .cosine
        description.schedule.warmupEpochs = 1
        description.validation.fraction = 0.25
        return description
    }

    /// Runs, or goes on, in the folder.
    ///
    /// - Parameters:
    ///   - change: what is asked beside the folder.
    ///   - context: of the rank with that number.
    ///   - wrap: puts a group around each rank's own, which sends messages then.
    /// - Returns: the outcome on rank 0.
    @discardableResult
    func train(
        _ description: RunDescription = description, ranks: Int = 1,
        change: @escaping @Sendable (inout RunSettings) -> Void = { _ in },
        context: @escaping @Sendable (_ rank: Int) -> ProcessContext = { _ in TinyRun.context },
        wrap: (@Sendable (any Collective) -> any Collective)? = nil,
        source: DataSource = .synthetic(trainingPerClass: 4, testPerClass: 2),
        send: @escaping @Sendable (TrainingEvent) -> Void = { _ in }
    ) throws -> TrainingRun.Outcome? {
        let path = folder.path
        nonisolated(unsafe) var outcome: TrainingRun.Outcome?
        try InProcessGroup.run(worldSize: ranks, sharesMemory: wrap == nil) { group in
            var settings = RunSettings()
            settings.run = path
            settings.select = .best
            change(&settings)
            let run = TrainingRun(
                description: description, settings: settings, group: wrap?(group) ?? group,
                context: context(group.rank), emit: send)
            let own = try run.execute(source)
            if group.isRoot { outcome = own }
        }
        return outcome
    }

    /// A finished run, trained with one seed after the other until its best epoch is the last one, or
    /// another one.
    static func trained(
        _ description: RunDescription = description, epochs: Int, lastIsBest: Bool
    ) throws -> (run: ScratchRun, description: RunDescription) {
        var description = description
        description.schedule.epochs = epochs
        for seed in 1...20 {
            description.seed = UInt64(seed)
            let run = try ScratchRun()
            try run.train(description)
            guard let evaluated = try run.folder.summary()?.evaluated else { continue }
            if (evaluated.epoch == epochs) == lastIsBest { return (run, description) }
        }
        throw NoSuchSeed()
    }

    private struct NoSuchSeed: Error {}

    /// The checkpoints' names, without the best.
    var checkpointNames: [String] {
        get throws { try folder.checkpoints.list().map { String($0.dropFirst(prefixLength)) } }
    }

    /// What must not depend on ranks and interruptions.
    var result: Result {
        get throws {
            let lines = try folder.metrics.records(EpochRecord.self).map { line in
                var line = line
                line.epochSeconds = 0
                line.imagesPerSecond = 0
                line.exchangeSeconds = 0
                line.waitedForSeconds = [:]
                return line
            }
            let newest = try folder.checkpoints.newestVerified().newest
            return Result(
                lines: lines, weights: try folder.summary()?.weightsSHA256,
                evaluated: try folder.summary()?.evaluated,
                checkpoint: newest?.checkpoint,
                best: try? Checkpoint.read(folder.checkpoints.bestPath))
        }
    }

    struct Result: Equatable {
        let lines: [EpochRecord]
        let weights: String?
        let evaluated: RunSummary.Evaluated?
        /// The newest one.
        let checkpoint: Checkpoint?
        let best: Checkpoint?
    }

    private var prefixLength: Int { folder.checkpointsPath.count + 1 }
}

extension TrainingRun.Outcome {
    /// Where it was stopped; nil when it has finished.
    var position: TrainingPosition? {
        if case .stopped(_, let position) = self { position } else { nil }
    }
}

extension AugmentationSettings {
    /// Affine changes that handwriting bears without becoming another letter.
    static let mild = AugmentationSettings(
        rotationDegrees: 10, shiftFraction: 0.08, zoomFraction: 0.10, shearDegrees: 8)
}
