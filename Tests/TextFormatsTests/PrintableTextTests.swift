import Testing
import TextFormats

@Suite struct PrintableTextTests {
    @Test func controlCharactersBecomeQuestionMarks() {
        let text = "\u{1B}[2J\u{7F}\u{9B}1m\rراء\u{308}\ta"
        #expect(PrintableText.line(text) == "?[2J??1m?راء\u{308}?a")
        #expect(PrintableText.lines(text) == PrintableText.line(text))
    }

    /// Swift takes the two of a line end of Windows for one character.
    @Test func lineFeedsStayWhereATextMayHaveLines() {
        #expect(PrintableText.line("a\nb\r\nc") == "a?b??c")
        #expect(PrintableText.lines("a\nb\r\nc") == "a\nb?\nc")
    }
}
