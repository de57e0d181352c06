import Failures
import Launching
import TestSupport
import Testing

@Suite struct CommandWordsTests {
    private func file(_ text: String) throws -> (folder: TemporaryFolder, path: String) {
        let folder = try TemporaryFolder()
        try folder.write(Array(text.utf8), to: "options.json")
        return (folder, folder.path("options.json"))
    }

    @Test func theLastOfBothFormsCounts() {
        #expect(CommandWords(["train", "--run", "a", "--run=b"]).value(of: "--run") == "b")
        #expect(CommandWords(["train", "--run=a", "--run", "b"]).value(of: "--run") == "b")
        #expect(CommandWords(["--run="]).value(of: "--run") == "")
    }

    @Test func anOptionIsItsWholeWord() {
        let words = CommandWords(["--runs", "a", "--resume", "never"])
        #expect(words.value(of: "--run") == nil && !words.contain("--run"))
        #expect(words.contain("--runs") && words.value(of: "--resume") == "never")
    }

    @Test func anOptionWithoutItsValueHasNone() {
        let words = CommandWords(["--resume", "auto", "--resume"])
        #expect(words.value(of: "--resume") == "auto" && words.contain("--resume"))
        #expect(CommandWords(["--resume"]).value(of: "--resume") == nil)
        #expect(CommandWords(["launch", "--resume", "--", "never"]).value(of: "--resume") == nil)
    }

    @Test func anotherCommandsWordsAreNotLookedAt() {
        let words = CommandWords(["launch", "-np", "2", "--", "train", "--run", "a", "--np=3"])
        #expect(words.value(of: "--run") == nil && !words.contain("--run"))
        #expect(words.value(of: "-np") == "2")
        #expect(
            words.adding(["--run", "b"]).words == [
                "launch", "-np", "2", "--run", "b", "--", "train", "--run", "a", "--np=3",
            ])
    }

    @Test(arguments: [
        (["train"], ["train", "--seed", "5"]),
        (["train", "--seed", "1", "--epochs", "2"], ["train", "--seed", "5", "--epochs", "2"]),
        (["train", "--seed", "1", "--seed=2"], ["train", "--seed", "1", "--seed=5"]),
        (
            ["sweep", "--", "train", "--seed", "1"],
            [
                "sweep", "--seed", "5", "--", "train", "--seed", "1",
            ]
        ),
    ])
    func aSetOptionIsTheOneThatCounts(words: [String], expected: [String]) {
        let set = CommandWords(words).setting("--seed", to: 5)
        #expect(set.words == expected)
        #expect(set.value(of: "--seed") == "5")
    }

    @Test(arguments: [["--config", ""], ["--config="]])
    func aFileStandsForItsOptionsBeforeThoseThatAreGiven(option: [String]) throws {
        let (folder, path) = try file(#"{"epochs": 20, "seed": 3}"#)
        let config = option.dropLast() + [option.count == 2 ? path : "--config=\(path)"]
        let words = try CommandWords(["train", "--seed", "4"] + config).expanded()
        #expect(words.words == ["train", "--epochs=20", "--seed=3", "--seed", "4"])
        #expect(words.value(of: "--seed") == "4" && words.value(of: "--epochs") == "20")
        withExtendedLifetime(folder) {}
    }

    @Test func theOptionsOfARecipeComeFirst() throws {
        let (folder, path) = try file(#"{"recipe": "fast", "learning-rate": 0.1}"#)
        let words = try CommandWords(["train", "--config", path, "--epochs", "3"]).expanded()
        #expect(words.words.prefix(2) == ["train", "--epochs=15"])
        #expect(words.value(of: "--epochs") == "3")
        #expect(words.value(of: "--learning-rate") == "0.1")
        #expect(words.value(of: "--batch-size") == "128")
        // The last recipe counts; one that does not exist is the parser's to refuse.
        let other = try CommandWords(["train", "--config", path, "--recipe=best"]).expanded()
        #expect(other.value(of: "--preset") == "accurate" && !other.contain("--batch-size"))
        let unknown = ["train", "--recipe", "slow"]
        #expect(try CommandWords(unknown).expanded().words == unknown)
        withExtendedLifetime(folder) {}
    }

    @Test func whatIsForAnotherCommandIsNotExpanded() throws {
        let words = ["launch", "--", "train", "--config", "nowhere.json", "--recipe", "fast"]
        #expect(try CommandWords(words).expanded().words == words)
    }

    @Test func aFileThatIsNotThereIsAFailure() {
        #expect {
            try CommandWords(["train", "--config", "nowhere.json"]).expanded()
        } throws: {
            ExitStatus(of: $0) == .noInput && "\($0)".contains("nowhere.json")
        }
    }

    /// The parser says that the value is missing.
    @Test func aConfigurationWithoutAFileStays() throws {
        #expect(try CommandWords(["train", "--config"]).expanded().words == ["train", "--config"])
    }

    @Test func aShellReadsTheSameWords() throws {
        let words = ["a b", "", "it's", "--run=x/y.z", "$HOME", "ä", "a\nb", "50%"]
        let text = CommandWords(["printf", "%s\\n"] + words).shellText
        #expect(text.hasPrefix("printf '%s\\n' 'a b' '' 'it'\\''s' --run=x/y.z '$HOME'"))
        let result = try run("sh", ["-c", text])
        #expect(result.standardOutput == words.map { $0 + "\n" }.joined())
    }
}
