import ConvNet
import Files
import Glibc
import Inspection
import RunRecords
import Testing

@Suite struct VerificationTests {
    let run: RunFixture

    init() throws { run = try RunFixture() }

    /// Expects one bad finding, on `subject`, with `text` in it.
    private func expectBad(
        _ subject: String, _ text: String, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let examination = try Verification.examine(run.path)
        let bad = examination.findings.filter { $0.level == .bad }
        #expect(bad.map(\.subject) == [subject], sourceLocation: sourceLocation)
        #expect(
            bad.first?.text.contains(text) == true, "\(examination.text)",
            sourceLocation: sourceLocation)
        #expect(bad.allSatisfy { $0.remedy != nil }, sourceLocation: sourceLocation)
        #expect(examination.verdict == .bad, sourceLocation: sourceLocation)
    }

    @Test func everyFileOfAWholeRunHasALine() throws {
        let examination = try Verification.examine(run.path)
        #expect(examination.verdict == .ok, "\(examination.text)")
        #expect(
            examination.findings.map(\.subject) == [
                "lock", "config.json", "manifest.csv", "epoch-0001-step-000003",
                "epoch-0000-step-000003", "best", "metrics.jsonl", "summary.json", "confusion.csv",
            ])
        #expect(examination.text.hasSuffix("\n\(run.path): all is well"))
    }

    @Test(arguments: [0, 9, 200, -1])
    func aFlippedByteIsFoundInTheCheckpointThatHasIt(offset: Int) throws {
        let path = run.checkpointPath(epoch: 1)
        let byteCount = try #require(try? POSIXFileSystem().byteCount(of: open(path, O_RDONLY)))
        try run.flipByte(offset < 0 ? byteCount + offset : offset, of: path)
        try expectBad("epoch-0000-step-000003", "\(path) is damaged: ")
    }

    /// Nothing of it is damaged: no advice may cost the user a file.
    @Test func aRunOfAnotherVersionIsNamedAndNothingElse() throws {
        let flat = #"{"identity": {"epochs": 2}, "operation": {"ranks": 1}}"#
        try AtomicFile.replace(run.folder.configPath, bytes: Array(flat.utf8))
        try expectBad("config.json", "version 1 of its format, and this program reads version 2")
    }

    @Test func theWeightsAreAllTensorsButTheOptimizers() {
        let expected = [Float(1), 2, 3, 2].withUnsafeBufferPointer { weightsSHA256([$0]) }
        #expect(RunFixture.checkpoint(epoch: 2).weightsSHA256 == expected)
    }

    @Test func anElementThatIsNoNumberIsNamed() throws {
        var checkpoint = RunFixture.checkpoint(epoch: 1)
        checkpoint.weights[0] = NamedTensor(
            name: "w", shape: [2, 2], floats: [1, 2, .infinity, .nan])
        try checkpoint.write(to: run.checkpointPath(epoch: 1))
        try expectBad("epoch-0000-step-000003", "w[1, 0] is no finite number")
    }

    @Test func aCheckpointUnderAnothersNameIsFound() throws {
        rename(
            run.checkpointPath(epoch: 1),
            "\(run.path)/checkpoints/epoch-0000-step-000002.safetensors")
        try expectBad("epoch-0000-step-000002", "it holds step 3: 0 epochs and 3 steps")
    }

    @Test func anotherRunsCheckpointIsFoundButOtherKernelsAreLegal() throws {
        var checkpoint = RunFixture.checkpoint(epoch: 1)
        checkpoint.description.arithmetic.kernels = .avx2
        try checkpoint.write(to: run.checkpointPath(epoch: 1))
        #expect(try Verification.examine(run.path).verdict == .ok)
        checkpoint.description.seed = 2
        try checkpoint.write(to: run.checkpointPath(epoch: 1))
        try expectBad("epoch-0000-step-000003", "seed: 2 in it, 1 in config.json")
    }

    @Test func aBestCheckpointOfAnotherEpochIsFound() throws {
        var best = RunFixture.checkpoint(epoch: 1)
        best.position = TrainingPosition(completedEpochs: 0, stepInEpoch: 0, globalStep: 0)
        try run.folder.checkpoints.replaceBest(best)
        try expectBad("best", "it is epoch 0's")
    }

    @Test(arguments: [
        ([1, 3], "line 2 holds epoch 3 where epoch 2 is missing"),
        ([1, 1], "line 2 holds epoch 1 once more"),
        ([1, 2, 1], "line 3 holds epoch 1 behind epoch 2"),
        ([2, 4], "line 2 holds epoch 4 where epoch 3 is missing"),
        ([], "it ends with epoch 0, the newest checkpoint has 1 complete epochs"),
        ([1, 2, 3], "it has 3 lines for 2 epochs"),
    ])
    func linesThatDoNotFollowEachOtherAreNamed(epochs: [Int], text: String) throws {
        try run.writeMetrics(epochs.map { RunFixture.record(epoch: $0) })
        try expectBad("metrics.jsonl", text)
    }

    @Test func aRunThatWentOnFromAnotherFolderHasNoEarlierLines() throws {
        try run.writeMetrics([RunFixture.record(epoch: 2)])
        let finding = try Verification.examine(run.path).findings
            .first { $0.subject == "metrics.jsonl" }
        #expect(finding?.level == .warning)
        #expect(finding?.text.hasPrefix("it begins with epoch 2, ") == true)
    }

    @Test func stepsOfLinesMustBeThoseOfTheCheckpoints() throws {
        try run.writeMetrics([
            RunFixture.record(epoch: 1), RunFixture.record(epoch: 2, step: 7),
        ])
        try expectBad(
            "metrics.jsonl",
            "line 2 ends epoch 2 at step 7, which is not 2 times the 3 steps of epoch 1")
        try run.writeMetrics([
            RunFixture.record(epoch: 1, step: .max), RunFixture.record(epoch: 2, step: .max),
        ])
        try expectBad("metrics.jsonl", "line 2 ends epoch 2 at step \(Int.max), which is not")
        try run.writeMetrics([RunFixture.record(epoch: 1, step: 4)])
        try expectBad("metrics.jsonl", "epoch 1 ends at step 4, in the newest checkpoint at step 3")
    }

    @Test func linesBeyondTheNewestCheckpointAreFound() throws {
        unlink(run.checkpointPath(epoch: 2))
        unlink(run.folder.checkpoints.bestPath)
        unlink(run.folder.summaryPath)
        try expectBad("metrics.jsonl", "it goes on to epoch 2, the newest checkpoint has 0")
    }

    @Test func halfALineAndRemaindersAreWarnings() throws {
        let log = fopen(run.folder.metricsPath, "a")
        fputs("{\"epoch\":3", log)
        fclose(log)
        let names = [
            ".summary.json.partial", "checkpoints/.best.safetensors.partial",
            "checkpoints/epoch-0000-step-000002.safetensors.damaged",
        ]
        for name in names {
            fclose(fopen("\(run.path)/\(name)", "w"))
        }
        let examination = try Verification.examine(run.path)
        let warnings = examination.findings.filter { $0.level == .warning }
        #expect(examination.verdict == .warning, "\(examination.text)")
        #expect(warnings.map(\.subject) == ["metrics.jsonl"] + names.map { _ in "left over" })
        #expect(warnings[0].text.hasSuffix("the last 10 bytes are half a line"))
        for (warning, name) in zip(warnings.dropFirst(), names) {
            #expect(warning.text.hasPrefix("\(name), which "))
        }
    }

    @Test func theHolderOfTheLockIsNamedAndItsWorkIsNoRemainder() throws {
        let lock = try RunLock(path: run.folder.lockPath)
        fclose(fopen("\(run.path)/.summary.json.partial", "w"))
        let examination = try Verification.examine(run.path)
        #expect(examination.verdict == .ok, "\(examination.text)")
        #expect(examination.findings[0].text.hasPrefix("held by process \(getpid()) on host "))
        withExtendedLifetime(lock) {}
    }

    @Test func aLockThatAKilledProcessLeftIsFree() throws {
        let file = fopen(run.folder.lockPath, "w")
        fputs("node7 4711\n", file)
        fclose(file)
        let finding = try Verification.examine(run.path).findings[0]
        #expect(finding.level == .ok)
        #expect(finding.text == "free; process 4711 on host node7, which had it last, was killed")
    }

    @Test func aManifestOfOtherDataIsFound() throws {
        let other = RunFixture.manifest.replacing("0000000000000001", with: "0000000000000003")
        try AtomicFile.replace(run.folder.manifestPath, bytes: Array(other.utf8))
        try expectBad(
            "manifest.csv",
            "config.json says d05d9cbe8aefd88f12c556489b8ba14fca9be2858ce3db5dc0af7d91ff148dfc")
        try AtomicFile.replace(run.folder.manifestPath, bytes: Array("path\n".utf8))
        try expectBad("manifest.csv", "line 1: the header is not path,label")
    }

    @Test func aMissingConfigurationIsBadOnceTheRunHasBegun() throws {
        unlink(run.folder.configPath)
        try expectBad("config.json", "it is missing")
    }

    @Test func aRunThatHasNotBegunIsWell() throws {
        for path in [run.folder.configPath, run.folder.manifestPath, run.folder.metricsPath]
            + [run.folder.summaryPath, run.folder.checkpoints.bestPath]
            + (1...2).map({ run.checkpointPath(epoch: $0) })
        { unlink(path) }
        let examination = try Verification.examine(run.path)
        #expect(examination.verdict == .ok, "\(examination.text)")
        #expect(examination.text.contains("the run has not begun"))
    }

    @Test func aSummaryOfOtherWeightsIsFound() throws {
        var summary = RunFixture.summary
        summary.weightsSHA256 = "f00d"
        summary.steps = 7
        try run.write(summary)
        try expectBad("summary.json", "steps is 7, by the newest checkpoint 6")
        try expectBad("summary.json", "weightsSHA256 is f00d, by the newest checkpoint ")
    }

    @Test func anEvaluationOfTheBestEpochMustBeOfTheBestCheckpoint() throws {
        var summary = RunFixture.summary
        summary.evaluated.epoch = 1
        try run.write(summary)
        try expectBad("summary.json", "in the best checkpoint")
        summary.evaluated.sha256 = RunFixture.checkpoint(epoch: 1).weightsSHA256
        try run.write(summary)
        #expect(try Verification.examine(run.path).verdict == .ok)
    }

    @Test func aCheckpointAloneShowsWhatItIs() throws {
        let examination = try Verification.examine(run.checkpointPath(epoch: 2))
        #expect(examination.verdict == .ok)
        #expect(examination.text.contains(RunFixture.checkpoint(epoch: 2).weightsSHA256))
        #expect(examination.text.contains("step 6: 1 epoch and 3 steps"))
        try run.flipByte(100, of: run.checkpointPath(epoch: 2))
        #expect(try Verification.examine(run.checkpointPath(epoch: 2)).verdict == .bad)
    }

    @Test func namesInAFileCannotSteerATerminal() throws {
        let file = fopen(run.folder.lockPath, "w")
        fputs("node\u{1B}[2J\u{9B}7 4711\n", file)
        fclose(file)
        let text = try Verification.examine(run.path).text
        #expect(text.contains("on host node?[2J?7"))
        #expect(!text.unicodeScalars.contains { $0.value == 0x1B || $0.value == 0x9B })
    }

    @Test func aLinkInPlaceOfAFileIsNotFollowed() throws {
        rename(run.folder.configPath, "\(run.path)/elsewhere")
        symlink("elsewhere", run.folder.configPath)
        #expect(throws: FileError.self) { try Verification.examine(run.path) }
    }

    @Test func theJSONHasTheVerdictAndEachFinding() throws {
        try run.flipByte(100, of: run.checkpointPath(epoch: 2))
        let examination = try Verification.examine(run.path)
        let text = String(decoding: try JSONFile.line(examination), as: UTF8.self)
        #expect(text.contains("\"verdict\":\"bad\""))
        #expect(text.contains("\"subject\":\"epoch-0001-step-000003\""))
        #expect(text.contains("\"remedy\":\"remove it; "))
    }
}
