import Failures
import Files
import Glibc
import RunRecords
import Synchronization
import TestSupport
import Testing

@Suite struct CheckpointWriterTests {
    private static let line = EpochRecord(
        epoch: 1, step: 100, learningRate: 0.1, trainLoss: 1, trainAccuracy: 0.5,
        validationLoss: nil, validationCrossEntropy: nil, validationAccuracy: nil, best: true,
        epochSeconds: 1, imagesPerSecond: 1, exchangeSeconds: 0)

    private func lines(_ folder: RunFolder) throws -> [EpochRecord] {
        try folder.metrics.records(EpochRecord.self)
    }

    @Test func afterFinishAllJobsAreOnTheDisk() throws {
        let place = try TemporaryFolder()
        let folder = RunFolder(place.path("run"))
        try folder.create()
        let writer = CheckpointWriter(folder: folder)
        try writer.begin { .checkpoint(.sample(completedEpochs: 0, stepInEpoch: 100)) }
        try writer.begin { .epoch(Self.line, best: .sample(completedEpochs: 1)) }
        try writer.finish()
        #expect(try folder.checkpoints.list().count == 1)
        #expect(try Checkpoint.read(folder.checkpoints.bestPath) == .sample(completedEpochs: 1))
        #expect(try lines(folder) == [Self.line])
    }

    @Test func trainingGoesOnWhileAFileIsWrittenAndHearsOfAFailureLater() throws {
        let place = try TemporaryFolder()
        let counting = FaultyFileSystem()
        let rehearsal = RunFolder(place.path("rehearsal"))
        try rehearsal.create()
        let earlier = CheckpointWriter(
            folder: RunFolder(rehearsal.path, fileSystem: counting))
        try earlier.begin { .epoch(Self.line, best: .sample(completedEpochs: 1)) }
        try earlier.finish()
        let synchronization = try #require(counting.callNames.firstIndex(of: "synchronize"))

        let mayGoOn = Atomic(false)
        let slow = FaultyFileSystem(failingCall: synchronization) { name in
            while name == "synchronize" && !mayGoOn.load(ordering: .acquiring) { usleep(1000) }
        }
        let folder = RunFolder(place.path("run"), fileSystem: slow)
        try RunFolder(folder.path).create()
        let writer = CheckpointWriter(folder: folder)
        try writer.begin { .epoch(Self.line, best: .sample(completedEpochs: 1)) }
        try writer.requireSuccess()
        #expect(try lines(RunFolder(folder.path)).isEmpty)

        mayGoOn.store(true, ordering: .releasing)
        var failure: FileError?
        for _ in 0..<2000 where failure == nil {
            do {
                try writer.requireSuccess()
                usleep(1000)
            } catch {
                failure = error as? FileError
            }
        }
        #expect(failure?.operation == "synchronize")
        #expect(try lines(RunFolder(folder.path)).isEmpty)
    }

    @Test func whicheverCallFailsALineIsNeverWithoutTheWeightsThatItCallsTheBest() throws {
        let place = try TemporaryFolder()
        var linesWritten = 0
        for call in 0..<1000 {
            let fileSystem = FaultyFileSystem(failingCall: call)
            let folder = RunFolder(place.path("run-\(call)"), fileSystem: fileSystem)
            let clean = RunFolder(folder.path)
            try clean.create()
            let writer = CheckpointWriter(folder: folder)
            try writer.begin { .epoch(Self.line, best: .sample(completedEpochs: 1)) }
            let failed = (try? writer.finish()) == nil
            if try !lines(clean).isEmpty {
                linesWritten += 1
                let best = try Checkpoint.read(clean.checkpoints.bestPath)
                #expect(best == .sample(completedEpochs: 1), "call \(call) fails")
            }
            if !failed { break }
        }
        #expect(linesWritten > 0)
    }

    @Test func aFailedJobIsTheLastOne() throws {
        let place = try TemporaryFolder()
        let faulty = FaultyFileSystem(failingCall: 1)
        let folder = RunFolder(place.path("run"), fileSystem: faulty)
        try RunFolder(folder.path).create()
        let writer = CheckpointWriter(folder: folder)
        try writer.begin { .checkpoint(.sample(completedEpochs: 1)) }
        for _ in 0..<2 {
            let error = #expect(throws: FileError.self) {
                try writer.begin { .checkpoint(.sample(completedEpochs: 2)) }
            }
            #expect(error?.exitStatus == .inputOutput)
        }
        #expect(throws: FileError.self) { try writer.finish() }
        #expect(try folder.checkpoints.list().isEmpty)
    }

    /// Files that take a byte a call are slow.
    @Test func aJobIsCopiedWhenTheOneBeforeIsDone() throws {
        let place = try TemporaryFolder()
        let slow = FaultyFileSystem(writeLimit: 1)
        let folder = RunFolder(place.path("run"), fileSystem: slow)
        try folder.create()
        let writer = CheckpointWriter(folder: folder)
        for step in 1...3 {
            try writer.begin {
                let written = try? folder.checkpoints.list().count
                #expect(written == min(step - 1, 2))
                return .checkpoint(.sample(completedEpochs: 0, stepInEpoch: step))
            }
        }
        try writer.finish()
    }
}
