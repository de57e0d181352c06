import Collectives
import Datasets
import RunRecords
import TestSupport
import Testing
import Training

/// A checkpoint whose bytes are sound and whose position no run can reach.
@Suite struct ForgedCheckpointTests {
    private static func run(in folder: String) throws {
        try InProcessGroup.run(worldSize: 1) { group in
            var settings = RunSettings()
            settings.run = folder
            settings.stopAfterSteps = 1
            let run = TrainingRun(
                description: TinyRun.plainDescription, settings: settings, group: group,
                context: TinyRun.context, emit: { _ in })
            _ = try run.execute(.synthetic(trainingPerClass: 10, testPerClass: 1))
        }
    }

    @Test(arguments: [(0, 1000), (3, 0), (1 << 40, 0), (0, 1 << 40)])
    func aPositionBeyondTheRunIsRefused(completedEpochs: Int, stepInEpoch: Int) throws {
        let place = try TemporaryFolder()
        let folder = place.path
        try Self.run(in: folder)
        let store = RunFolder(folder).checkpoints
        var checkpoint = try #require(try store.newestVerified().newest).checkpoint
        checkpoint.position.completedEpochs = completedEpochs
        checkpoint.position.stepInEpoch = stepInEpoch
        try store.add(checkpoint)
        let error = #expect(throws: (any Error).self) { try Self.run(in: folder) }
        #expect("\(String(describing: error))".contains("lies beyond 2 epochs of"))
    }
}
