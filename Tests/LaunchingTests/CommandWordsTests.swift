import Launching
import Testing

@Suite struct CommandWordsTests {
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
    }
}
