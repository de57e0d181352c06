import Collectives
import ConvNet
import Datasets
import Evaluation
import Failures
import Files
import Recognition
import RunRecords
import Synchronization
import TestSupport
import Testing
import Training

/// What a command gets that names a run which had ended before.
@Suite struct FinishedRunTests {
    /// Every epoch is as good as the first one: such steps change no prediction.
    private static var idleDescription: RunDescription {
        var description = ScratchRun.description
        description.network.preset = .keras
        description.schedule.learningRate = 1e-12
        description.schedule.epochs = 9
        return description
    }

    /// Its first epochs do not depend on how many follow.
    private static var constantDescription: RunDescription {
        var description = ScratchRun.description
        description.schedule.shape = .constant
        return description
    }

    /// What the events of a run said about the run being finished.
    private final class Notices: Sendable {
        private let texts = Mutex<[String]>([])
        var all: [String] { texts.withLock { $0 } }

        func note(_ event: TrainingEvent) {
            if case .finishedBefore(let text) = event { texts.withLock { $0.append(text) } }
        }
    }

    @Test(arguments: [1, 3])
    func theSameCommandGetsTheStoredResultAndIsToldSo(ranks: Int) throws {
        let run = try ScratchRun()
        try run.train(ranks: 2)
        let before = try bytes(of: run.folder.summaryPath)
        let notices = Notices()
        try run.train(ranks: ranks, send: notices.note)
        #expect(notices.all.count == 1)
        #expect(notices.all.first?.contains("nothing was trained") == true)
        #expect(try bytes(of: run.folder.summaryPath) == before)
    }

    @Test(arguments: [1, 3])
    func anotherSelectionScoresItsWeights(ranks: Int) throws {
        let (expected, description) = try ScratchRun.trained(epochs: 4, lastIsBest: false)
        let best = try #require(try expected.folder.summary()).evaluated
        let run = try ScratchRun()
        try run.train(description) { $0.select = .last }
        let first = try #require(try run.folder.summary())
        #expect(first.evaluated.epoch == 4)
        let lines = try bytes(of: run.folder.metricsPath)
        let notices = Notices()
        try run.train(description, ranks: ranks, send: notices.note)
        let second = try #require(try run.folder.summary())
        #expect(second.evaluated == best)
        #expect(second.test == (try expected.folder.summary()?.test))
        #expect(second.weightsSHA256 == first.weightsSHA256)
        #expect(second.wallSeconds == first.wallSeconds && second.ranks == first.ranks)
        #expect(try bytes(of: run.folder.metricsPath) == lines)
        #expect(
            notices.all == [
                "this run was finished before, after 4 epochs: nothing is trained; its images are"
                    + " scored again: with the best epoch's weights (--select), before with the last"
                    + " epoch's"
            ])
        // And the weights that other commands take are those of the result.
        #expect(try Checkpoint.read(fileOrRun: run.folder.path).path.hasSuffix("best.safetensors"))
    }

    @Test func otherTestImagesAreScoredAndBothLooksAreNoted() throws {
        let run = try ScratchRun()
        try run.train()
        #expect(try run.folder.summary()?.test?.count == 56)
        let notices = Notices()
        try run.train(
            ranks: 2, source: .synthetic(trainingPerClass: 4, testPerClass: 3),
            send: notices.note)
        #expect(try run.folder.summary()?.test?.count == 84)
        #expect(notices.all.first?.contains("with other test images") == true)
        let ledger = try text(of: TestLedger(besideRun: run.folder).path)
        #expect(ledger.split(separator: "\n").count == 3)
    }

    /// A stop in the new scoring loses nothing, and the next command knows the run as finished.
    @Test(arguments: [1, 3])
    func aStopWhileItIsScoredAgainKeepsTheStoredResult(ranks: Int) throws {
        let run = try ScratchRun()
        try run.train { $0.select = .last }
        let files = [run.folder.summaryPath, run.folder.configPath, run.folder.metricsPath]
        let before = try files.map(bytes)
        let outcome = try run.train(
            ranks: ranks, change: { $0.select = .best },
            context: { _ in
                var context = TinyRun.context
                context.stopRequested = { true }
                return context
            }, source: .synthetic(trainingPerClass: 4, testPerClass: 3))
        guard case .stoppedScoring = outcome else {
            Issue.record("\(String(describing: outcome))")
            return
        }
        #expect(try files.map(bytes) == before)
        let notices = Notices()
        try run.train(
            ranks: ranks, source: .synthetic(trainingPerClass: 4, testPerClass: 3),
            send: notices.note)
        #expect(notices.all.first?.contains("finished before") == true)
        let summary = try #require(try run.folder.summary())
        #expect(summary.test?.count == 84 && summary.imagesPerSecond > 0)
    }

    /// The stored result must not go where the new one cannot be had.
    @Test func withoutTheBestWeightsTheStoredResultStays() throws {
        let run = try ScratchRun()
        try run.train { $0.select = .last }
        try POSIXFileSystem().remove(run.folder.checkpoints.bestPath)
        let before = try bytes(of: run.folder.summaryPath)
        #expect(throws: AgreedFailure.self) { try run.train(ranks: 2) }
        #expect(try bytes(of: run.folder.summaryPath) == before)
    }

    @Test(arguments: [4, nil])
    func morePatienceEndsLikeARunThatHadItFromTheStart(patience: Int?) throws {
        let expected = try ScratchRun()
        try expected.train(Self.idleDescription) { $0.patience = patience }
        let run = try ScratchRun()
        try run.train(Self.idleDescription, ranks: 2) { $0.patience = 2 }
        #expect(try run.folder.summary()?.epochs == 3)
        let notices = Notices()
        try run.train(Self.idleDescription, change: { $0.patience = patience }, send: notices.note)
        #expect(try run.folder.summary()?.epochs == (patience.map { $0 + 1 } ?? 9))
        let isEqual = try run.result == expected.result
        #expect(isEqual)
        #expect(notices.all.first?.contains("is continued") == true)
    }

    /// The best epoch's file holds the number of epochs, too, though it may be from before.
    @Test(arguments: [true, false])
    func moreEpochsEndLikeARunThatHadThemFromTheStart(lastIsBest: Bool) throws {
        let (run, shorter) = try ScratchRun.trained(
            Self.constantDescription, epochs: 3, lastIsBest: lastIsBest)
        var description = shorter
        description.schedule.epochs = 6
        let expected = try ScratchRun()
        try expected.train(description)
        let notices = Notices()
        try run.train(
            description, ranks: 3, change: { $0.stopAfterSteps = 1 }, send: notices.note)
        #expect(notices.all.first?.contains("it is continued to epoch 6") == true)
        try run.train(description)
        let isEqual = try run.result == expected.result
        #expect(isEqual)
    }

    @Test func moreEpochsFollowTheBestCheckpointAlone() throws {
        let (old, shorter) = try ScratchRun.trained(
            Self.constantDescription, epochs: 2, lastIsBest: true)
        var description = shorter
        let path = old.folder.checkpoints.bestPath
        description.schedule.epochs = 4
        let expected = try ScratchRun()
        try expected.train(description)
        let new = try ScratchRun()
        try new.train(description) { $0.resume = .from(path: path) }
        let isEqual = try new.result.checkpoint == expected.result.checkpoint
        #expect(isEqual)
        #expect(try new.result.best == expected.result.best)
    }

    @Test func moreEpochsChangeNothingWherePatienceHasEnded() throws {
        var description = Self.idleDescription
        description.schedule.shape = .constant
        // In the last one patience runs out as well.
        description.schedule.epochs = 3
        let run = try ScratchRun()
        try run.train(description) { $0.patience = 2 }
        let before = try bytes(of: run.folder.summaryPath)
        description.schedule.epochs = 5
        let notices = Notices()
        try run.train(description, change: { $0.patience = 2 }, send: notices.note)
        #expect(notices.all.first?.contains("nothing was trained") == true)
        #expect(try bytes(of: run.folder.summaryPath) == before)
    }

    @Test(arguments: LearningRateSchedule.allCases)
    func otherEpochsThanTheScheduleAllowsAreRefused(schedule: LearningRateSchedule) throws {
        var description = ScratchRun.description
        description.schedule.shape = schedule
        let run = try ScratchRun()
        try run.train(description)
        let before = try bytes(of: run.folder.summaryPath)
        for epochs in schedule == .constant ? [2] : [2, 6] {
            description.schedule.epochs = epochs
            let error = #expect(throws: AgreedFailure.self) { try run.train(description, ranks: 2) }
            #expect(error?.exitStatus == .configuration)
            #expect(error?.what.contains("schedule.epochs: 4 in the run folder") == true)
            #expect(error?.what.contains("--schedule constant") == (epochs == 6))
        }
        #expect(try bytes(of: run.folder.summaryPath) == before)
    }

    @Test func lessPatienceThanTheRunHadIsRefusedWithTheEpochThatItWouldHaveEndedAt() throws {
        let run = try ScratchRun()
        try run.train(Self.idleDescription) { $0.patience = 4 }
        let before = try bytes(of: run.folder.summaryPath)
        let error = #expect(throws: AgreedFailure.self) {
            try run.train(Self.idleDescription, ranks: 3) { $0.patience = 2 }
        }
        #expect(error?.exitStatus == .configuration)
        #expect(
            error?.what.contains("--patience 2 would have ended after epoch 3") == true)
        #expect(try bytes(of: run.folder.summaryPath) == before)
    }

    /// Of two epochs with the same accuracy the one with the lower loss is the better, and patience
    /// does not begin again with it.
    @Test func aTieGoesToTheLowerLossAndDoesNotResetPatience() throws {
        var description = Self.idleDescription
        description.schedule.learningRate = 1e-4
        description.schedule.epochs = 20
        let run = try ScratchRun()
        try run.train(description) { $0.patience = 3 }
        let lines = try run.result.lines
        var best: (accuracy: Double, loss: Double)?
        var waited = 0
        var ties = 0
        for line in lines {
            let (accuracy, loss) = (
                try #require(line.validationAccuracy), try #require(line.validationLoss)
            )
            let isHigher = accuracy > best?.accuracy ?? -1
            let isTie = accuracy == best?.accuracy && loss < best?.loss ?? 0
            #expect(line.best == (isHigher || isTie), "epoch \(line.epoch)")
            if line.best { best = (accuracy, loss) }
            waited = isHigher ? 0 : waited + 1
            if isTie { ties += 1 }
        }
        #expect(waited == 3 && ties > 0 && lines.count < 20)
        #expect(try run.folder.summary()?.evaluated.epoch == lines.last { $0.best }?.epoch)
    }

    /// At the low rate the loss falls for longer than the accuracy rises; at the high one it rises.
    @Test(arguments: [1e-4, 0.1])
    func patienceOnTheLossWaitsForTheLossAndKeepsItsBestEpoch(learningRate: Double) throws {
        var description = Self.idleDescription
        description.schedule.learningRate = learningRate
        description.schedule.epochs = 20
        description.validation.criterion = .loss
        let run = try ScratchRun()
        try run.train(description) { $0.patience = 3 }
        let lines = try run.result.lines
        var lowest = Double.infinity
        var waited = 0
        for line in lines {
            let loss = try #require(line.validationLoss)
            #expect(waited < 3 && line.best == (loss < lowest), "epoch \(line.epoch)")
            waited = line.best ? 0 : waited + 1
            lowest = min(lowest, loss)
        }
        #expect(lines.count == 20 || waited == 3)
        #expect((lines.count < 20) == (learningRate == 0.1))
        #expect(try run.folder.summary()?.evaluated.epoch == lines.last { $0.best }?.epoch)
    }
}
