import Evaluation

/// Text in three columns: a mark, a name, and one or more lines of words.
enum AlignedText {
    struct Row {
        let mark: String
        let name: String
        let words: String

        init(_ mark: String, _ name: String, _ words: String) {
            self.mark = mark
            self.name = name
            self.words = words
        }
    }

    /// The rows below each other. Names longer than most do not push all words to the right: the
    /// column is at most 24 characters wide. All of it is `PrintableText`.
    static func lines(of rows: [Row]) -> String {
        let markWidth = rows.map(\.mark.count).max() ?? 0
        let nameWidth = min(24, rows.map(\.name.count).max() ?? 0)
        let indent = String(repeating: " ", count: markWidth + nameWidth + 4)
        return rows.map { row in
            let words = row.words.split(separator: "\n", omittingEmptySubsequences: false)
                .joined(separator: "\n\(indent)")
            return PrintableText.lines(
                "\(padded(row.mark, markWidth))  \(padded(row.name, nameWidth))  \(words)")
        }
        .joined(separator: "\n")
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }
}
