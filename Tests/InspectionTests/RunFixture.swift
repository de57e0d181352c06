import ConvNet
import Files
import Glibc
import Images
import RunRecords
import SystemPackage
import TestSupport

/// A finished run of two epochs of three steps on disk; it goes with the object.
final class RunFixture {
    private let place: TemporaryFolder
    var path: String { place.path }
    var folder: RunFolder { RunFolder(path) }

    static let description = {
        var description = RunDescription()
        description.data.digest = "d05d9cbe8aefd88f12c556489b8ba14fca9be2858ce3db5dc0af7d91ff148dfc"
        description.data.classNames = ["1", "2"]
        description.data.imageSize = ImageSize(height: 8, width: 8)
        description.data.ink = .light
        description.schedule.epochs = 2
        description.arithmetic.kernels = .portable
        return description
    }()

    /// Of two images; their digest is the description's.
    static let manifest = """
        path,label,split,worker,digest
        a.png,1,train,0,0000000000000000000000000000000000000000000000000000000000000001
        b.png,2,train,1,0000000000000000000000000000000000000000000000000000000000000002

        """

    init() throws {
        place = try TemporaryFolder()
        try folder.create()
        try writeConfiguration()
        try AtomicFile.replace(folder.manifestPath, bytes: Array(Self.manifest.utf8))
        for epoch in 1...2 { try folder.checkpoints.add(Self.checkpoint(epoch: epoch)) }
        var best = Self.checkpoint(epoch: 1)
        best.position = TrainingPosition(completedEpochs: 1, stepInEpoch: 0, globalStep: 3)
        try folder.checkpoints.replaceBest(best)
        for epoch in 1...2 { try folder.metrics.append(Self.record(epoch: epoch)) }
        try write(Self.summary)
    }

    func writeConfiguration(
        _ description: RunDescription = RunFixture.description, ranks: Int = 1,
        startedUTC: String = "now"
    ) throws {
        var start = RunStart()
        start.runFolder = path
        start.ranks = ranks
        start.hostNames = ["node1"]
        start.buildID = "b1"
        start.startedUTC = startedUTC
        try JSONFile.write(
            RunConfiguration(description: description, settings: RunSettings(), start: start),
            to: folder.configPath)
    }

    func write(_ summary: RunSummary) throws {
        try JSONFile.write(summary, to: folder.summaryPath)
    }

    func writeMetrics(_ records: [EpochRecord]) throws {
        unlink(folder.metricsPath)
        for record in records { try folder.metrics.append(record) }
    }

    func checkpointPath(epoch: Int) -> String {
        "\(folder.checkpointsPath)/\(CheckpointStore.fileName(Self.checkpoint(epoch: epoch).position))"
    }

    /// Changes one byte of a file.
    func flipByte(_ offset: Int, of path: String) throws {
        let descriptor = open(path, O_RDWR)
        guard descriptor >= 0 else { throw Errno(rawValue: errno) }
        defer { close(descriptor) }
        var byte: UInt8 = 0
        pread(descriptor, &byte, 1, off_t(offset))
        byte ^= 1
        pwrite(descriptor, &byte, 1, off_t(offset))
    }

    /// The checkpoint behind the steps of an epoch, written before its validation.
    static func checkpoint(epoch: Int) -> Checkpoint {
        var progress = TrainingProgress()
        progress.bestEpoch = epoch == 1 ? nil : 1
        return Checkpoint(
            description: description,
            position: TrainingPosition(
                completedEpochs: epoch - 1, stepInEpoch: 3, globalStep: 3 * epoch),
            progress: progress,
            weights: [
                NamedTensor(
                    name: "w", shape: [2, 2], floats: [1, 2, 3, Float(epoch)])
            ],
            optimizerState: [
                NamedTensor(
                    name: "adamw.first_moment", shape: [4], floats: [0, 0, 0, Float(epoch)])
            ])
    }

    static func record(epoch: Int, step: Int? = nil, seconds: Double = 1) -> EpochRecord {
        EpochRecord(
            epoch: epoch, step: step ?? 3 * epoch, learningRate: 0.004, trainLoss: 1,
            trainAccuracy: 0.5, validationLoss: nil, validationCrossEntropy: nil,
            validationAccuracy: nil, best: epoch == 1, epochSeconds: seconds, imagesPerSecond: 9,
            exchangeSeconds: 0)
    }

    static var summary: RunSummary {
        let weights = checkpoint(epoch: 2).weightsSHA256
        return RunSummary(
            test: nil, validation: nil, train: nil,
            evaluated: .init(epoch: 2, step: 6, averaged: false, sha256: weights),
            weightsSHA256: weights, epochs: 2, steps: 6, wallSeconds: 1,
            startToFirstStepSeconds: 1, imagesPerSecond: 9, ranks: 1, virtualWorkers: 8,
            precision: "f32", kernelSet: "portable", preset: "compact", parameterCount: 4,
            peakMemoryBytes: 1, inputForm: .grey, seed: 1,
            dataDigest: "d05d9cbe8aefd88f12c556489b8ba14fca9be2858ce3db5dc0af7d91ff148dfc",
            buildID: "b1")
    }
}
