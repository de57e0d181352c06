import Launching
import Testing

@Suite struct TrainingArgumentsTests {
    private func arguments(_ words: [String]) -> TrainingArguments {
        TrainingArguments(words: words, expandedWords: words, now: 0)
    }

    @Test func everyAttemptGetsTheSameFolder() {
        let training = arguments(["train", "--preset=accurate"])
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
    func aGivenFolderIsKept(words: [String]) {
        let training = arguments(words)
        #expect(training.runPath == "b")
        #expect(!training.hasDefaultRunPath)
        #expect(training.words(isFirst: false) == words)
    }

    @Test func aTrainingThatMayNotResumeDoesSoAfterItsFirstAttempt() {
        let training = arguments(["train", "--run", "a", "--resume", "never"])
        #expect(training.words(isFirst: true) == training.words)
        #expect(training.words(isFirst: false) == training.words + ["--resume", "auto"])
    }

    @Test func optionsOfAFileAreSeenButNotRepeated() {
        let words = ["train", "--config", "options.json"]
        let training = TrainingArguments(
            words: words,
            expandedWords: [
                "train", "--run=there", "--preempt-exit-code=3", "--stop-after=9",
            ], now: 0)
        #expect(training.runPath == "there")
        #expect(training.stopCode == 3)
        #expect(training.stopsByItself)
        #expect(training.words(isFirst: true) == words)
    }
}
