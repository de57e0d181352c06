import Failures
import Files
import RunRecords
import TestSupport
import Testing

/// Which checkpoint a run folder stands for.
@Suite struct SelectionTests {
    private let place: TemporaryFolder
    private var run: RunFolder { RunFolder(place.path) }
    private var newestPath: String {
        "\(run.checkpointsPath)/\(CheckpointStore.fileName(Self.newest.position))"
    }

    private static let best = Checkpoint.sample(completedEpochs: 2)
    private static let newest = Checkpoint.sample(completedEpochs: 3)

    init() throws {
        place = try TemporaryFolder()
        try run.create()
        try run.checkpoints.add(Self.newest)
        try run.checkpoints.replaceBest(Self.best)
    }

    /// Writes a result that was measured with the weights of `checkpoint`.
    private func finish(with checkpoint: Checkpoint) throws {
        let summary = RunSummary(
            test: nil, validation: nil, train: nil,
            evaluated: .init(
                epoch: checkpoint.position.completedEpochs, step: 1, averaged: false,
                sha256: checkpoint.usedSHA256),
            weightsSHA256: Self.newest.weightsSHA256, epochs: 3, steps: 300, wallSeconds: 1,
            startToFirstStepSeconds: 1, imagesPerSecond: 1, ranks: 1, virtualWorkers: 8,
            precision: "f32", kernelSet: "portable", preset: "compact", parameterCount: 3,
            peakMemoryBytes: 1, inputForm: .grey, seed: 1, dataDigest: "00", buildID: "00")
        try JSONFile.write(summary, to: run.summaryPath)
    }

    private func begin(select: WeightSelection) throws {
        var settings = RunSettings()
        settings.select = select
        try JSONFile.write(
            RunConfiguration(description: .sample, settings: settings, start: RunStart()),
            to: run.configPath)
    }

    private func expectSelected(_ checkpoint: Checkpoint, at path: String) throws {
        let selected = try Checkpoint.read(fileOrRun: place.path)
        #expect(selected.checkpoint.usedSHA256 == checkpoint.usedSHA256)
        #expect(selected.path == path)
    }

    @Test func aFinishedRunStandsForTheWeightsOfItsResult() throws {
        try finish(with: Self.best)
        try expectSelected(Self.best, at: run.checkpoints.bestPath)
        try finish(with: Self.newest)
        try expectSelected(Self.newest, at: newestPath)
    }

    @Test func otherWeightsThanTheResultsAreNotTakenForThem() throws {
        try finish(with: Self.best)
        func expectRefusal(_ isMissing: Bool) {
            let error = #expect(throws: FileError.self) {
                try Checkpoint.read(fileOrRun: place.path)
            }
            #expect(error?.exitStatus == .noInput)
            let text = error?.description ?? ""
            let best = run.checkpoints.bestPath + (isMissing ? " (missing)" : "")
            #expect(text.contains("neither \(best) nor \(newestPath) has"), "\(text)")
            #expect(text.contains("weights of epoch 2"), "\(text)")
        }
        try POSIXFileSystem().remove(run.checkpoints.bestPath)
        expectRefusal(true)
        try run.checkpoints.replaceBest(.sample(completedEpochs: 1))
        expectRefusal(false)
    }

    @Test func aRunThatIsNotFinishedStandsForItsNewestOrAsAskedItsBest() throws {
        try begin(select: .last)
        try expectSelected(Self.newest, at: newestPath)
        try begin(select: .best)
        try expectSelected(Self.best, at: run.checkpoints.bestPath)
    }
}
