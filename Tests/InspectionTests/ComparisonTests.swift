import Files
import Glibc
import Inspection
import RunRecords
import Testing

@Suite struct ComparisonTests {
    let a: RunFixture
    let b: RunFixture

    init() throws {
        a = try RunFixture()
        b = try RunFixture()
    }

    private func compare() throws -> Comparison { try Comparison(a.path, b.path) }

    @Test func clocksRanksAndHostsDoNotCount() throws {
        try b.writeConfiguration(ranks: 3, startedUTC: "later")
        try b.writeMetrics((1...2).map { RunFixture.record(epoch: $0, seconds: 7) })
        var summary = RunFixture.summary
        summary.ranks = 3
        summary.wallSeconds = 99
        summary.peakMemoryBytes = 2
        try b.write(summary)
        let comparison = try compare()
        #expect(comparison.isEqual && comparison.firstDifferingStep == nil, "\(comparison.text)")
        #expect(comparison.text.contains("note  start          ranks: 1 in A, 3 in B\n"))
        #expect(comparison.text.hasSuffix("\nA and B are equal"))
    }

    @Test func optionsThatDecideTheWeightsCount() throws {
        var description = RunFixture.description
        description.seed = 2
        try b.writeConfiguration(description)
        let comparison = try compare()
        #expect(!comparison.isEqual)
        #expect(comparison.text.contains("DIFF  identity       seed: 1 in A, 2 in B\n"))
    }

    @Test func theFirstLineThatDiffersAndItsFieldsAreNamed() throws {
        var record = RunFixture.record(epoch: 2)
        record.trainLoss = 2
        record.trainAccuracy = 0.75
        try b.writeMetrics([RunFixture.record(epoch: 1), record])
        let comparison = try compare()
        #expect(comparison.firstDifferingStep == 6)
        #expect(
            comparison.text.contains(
                "first in line 2, epoch 2, step 6: trainAccuracy: 0.5 in A, 0.75 in B\n"))
        #expect(comparison.text.contains("and there in trainLoss\n"))
    }

    @Test func aRunWithFewerEpochsDiffersWhereItEnds() throws {
        try b.writeMetrics([RunFixture.record(epoch: 1)])
        let comparison = try compare()
        #expect(comparison.firstDifferingStep == 6)
        #expect(comparison.text.contains("2 epochs in A, 1 in B; those of both are equal"))
    }

    /// Checkpoints of both epochs differ, and only the second line.
    @Test func theEarliestStepOfMetricsAndCheckpointsIsTheFirst() throws {
        for epoch in 1...2 {
            var checkpoint = RunFixture.checkpoint(epoch: epoch)
            checkpoint.weights[0] = NamedTensor(
                name: "w", shape: [2, 2], floats: [1, 2, Float(3).nextUp, Float(epoch)])
            try b.folder.checkpoints.add(checkpoint)
        }
        var record = RunFixture.record(epoch: 2)
        record.trainLoss = 2
        try b.writeMetrics([RunFixture.record(epoch: 1), record])
        let comparison = try compare()
        #expect(comparison.firstDifferingStep == 3)
        #expect(
            comparison.text.contains("2 of 2 in both differ, first epoch-0000-step-000003\n"))
        #expect(comparison.text.contains("first at w[1, 0]: 3.0 in A, 3.0000002 in B, 1 ulp apart"))
        #expect(comparison.text.contains("1 of 4 elements of w differ"))
        #expect(comparison.text.contains("1 of 2 tensors differ"))
    }

    @Test func aCheckpointThatOneRunLacksIsNoDifference() throws {
        unlink(b.checkpointPath(epoch: 1))
        let comparison = try compare()
        #expect(comparison.isEqual)
        #expect(comparison.text.contains("only in A: epoch-0000-step-000003"))
    }

    @Test func theBestEpochsAreComparedByThemselves() throws {
        var best = RunFixture.checkpoint(epoch: 1)
        best.position = TrainingPosition(completedEpochs: 2, stepInEpoch: 0, globalStep: 6)
        try b.folder.checkpoints.replaceBest(best)
        #expect(try compare().text.contains("DIFF  best           epoch 1 in A, epoch 2 in B\n"))
        best.position = TrainingPosition(completedEpochs: 1, stepInEpoch: 0, globalStep: 3)
        best.optimizerState[0] = NamedTensor(
            name: "adamw.first_moment", shape: [4], floats: [0, 0, 0, 2])
        try b.folder.checkpoints.replaceBest(best)
        let comparison = try compare()
        #expect(!comparison.isEqual)
        #expect(
            comparison.text.contains("first at adamw.first_moment[3]: 1.0 in A, 2.0 in B"))
        #expect(comparison.text.contains("same  checkpoints    2 in both, all equal\n"))
    }

    @Test func theFirstLineOfAManifestThatDiffersIsShown() throws {
        let text = RunFixture.manifest.replacing("b.png,2,train,1", with: "b.png,2,train,0")
        try AtomicFile.replace(b.folder.manifestPath, bytes: Array(text.utf8))
        let comparison = try compare()
        #expect(!comparison.isEqual)
        let lines = comparison.text.split(separator: "\n").map { $0.drop { $0 == " " } }
        #expect(lines.contains("DIFF  manifest.csv   first in line 3"), "\(comparison.text)")
        let digest = String(repeating: "0", count: 63) + "2"
        #expect(lines.contains("b.png,2,train,1,\(digest) in A"))
        #expect(lines.contains("b.png,2,train,0,\(digest) in B"))
    }

    @Test func aConfusionThatDiffersOrIsMissingCounts() throws {
        let counts = ["truth,1,2\n1,3,0\n2,0,4\n", "truth,1,2\n1,3,0\n2,1,3\n"]
        try AtomicFile.replace(a.folder.confusionPath, bytes: Array(counts[0].utf8))
        #expect(try compare().text.contains("DIFF  confusion.csv  only in A"))
        try AtomicFile.replace(b.folder.confusionPath, bytes: Array(counts[1].utf8))
        #expect(try compare().text.contains("DIFF  confusion.csv  first in line 3\n"))
        try AtomicFile.replace(b.folder.confusionPath, bytes: Array(counts[0].utf8))
        #expect(try compare().isEqual)
    }

    @Test func optionsThatAreNotThereAreNotEqual() throws {
        unlink(a.folder.configPath)
        #expect(try compare().text.contains("DIFF  config.json    only in B\n"))
        unlink(b.folder.configPath)
        let comparison = try compare()
        #expect(comparison.isEqual)
        #expect(comparison.text.contains("note  config.json    in neither: the options are not"))
        #expect(!comparison.text.contains("all options are equal"))
    }

    @Test func anUnfinishedRunDiffersFromAFinishedOne() throws {
        unlink(b.folder.summaryPath)
        let comparison = try compare()
        #expect(!comparison.isEqual)
        #expect(comparison.text.contains("DIFF  summary.json   only A is finished"))
    }

    @Test func aCheckpointIsComparedWithTheOneOfItsNameInARun() throws {
        #expect(try Comparison(a.checkpointPath(epoch: 1), b.path).isEqual)
        #expect(try Comparison(a.path, b.folder.checkpoints.bestPath).isEqual)
        let other = try Comparison(a.checkpointPath(epoch: 1), b.checkpointPath(epoch: 2))
        #expect(!other.isEqual && other.firstDifferingStep == 3)
        #expect(other.text.contains("w[1, 1]: 1.0 in A, 2.0 in B"))
        unlink(b.checkpointPath(epoch: 1))
        let error = #expect(throws: (any Error).self) {
            try Comparison(a.checkpointPath(epoch: 1), b.path)
        }
        #expect("\(String(describing: error))".contains("no checkpoint epoch-0000-step-000003"))
    }

    @Test func aDamagedCheckpointIsAnError() throws {
        try b.flipByte(100, of: b.checkpointPath(epoch: 1))
        #expect(throws: CheckpointError.self) { try compare() }
    }
}
