import Launching
import TestSupport
import Testing

@Suite struct TrainingArgumentsTests {
    private func arguments(_ words: [String]) throws -> TrainingArguments {
        try TrainingArguments(words: words, now: 0)
    }

    @Test func everyAttemptGetsTheSameFolder() throws {
        let training = try arguments(["train", "--preset=accurate"])
        let folder = "runs/1970-01-01T000000Z-accurate"
        #expect(training.runPath == folder)
        #expect(training.hasDefaultRunPath)
        for isFirst in [true, false] {
            #expect(
                training.words(isFirst: isFirst) == [
                    "train", "--preset=accurate", "--run", folder,
                ])
        }
    }

    @Test(arguments: [["train", "--run", "a", "--run", "b"], ["train", "--run=b"]])
    func aGivenFolderIsKept(words: [String]) throws {
        let training = try arguments(words)
        #expect(training.runPath == "b")
        #expect(!training.hasDefaultRunPath)
        #expect(training.words(isFirst: false) == words)
    }

    @Test func aTrainingThatMayNotResumeDoesSoAfterItsFirstAttempt() throws {
        let training = try arguments(["train", "--run", "a", "--resume", "never"])
        #expect(training.words(isFirst: true) == training.words)
        #expect(training.words(isFirst: false) == training.words + ["--resume", "auto"])
    }

    @Test func optionsOfAFileAreSeenButNotRepeated() throws {
        let folder = try TemporaryFolder()
        try folder.write(
            Array(#"{"run": "there", "preempt-exit-code": 3, "stop-after": 9}"#.utf8),
            to: "options.json")
        let words = ["train", "--config", folder.path("options.json")]
        let training = try arguments(words)
        #expect(training.runPath == "there")
        #expect(training.stopCode == 3)
        #expect(training.stopsByItself)
        #expect(training.words(isFirst: true) == words)
    }
}
