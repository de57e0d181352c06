/// Comma-separated text (RFC 4180) as hwr-dist writes it: UTF-8, lines that end in a line feed.
package enum CSVText {
    /// The byte order mark U+FEFF in UTF-8, which spreadsheets may write before the text.
    package static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    /// A cell with text, such as a name or a path: protected against being run as a formula
    /// (`FormulaGuard`), and quoted if it contains a comma, a quote or a line break. Numbers are
    /// written without this function.
    ///
    ///     ba, ta      "ba, ta"
    ///     =SUM(A1)    '=SUM(A1)
    package static func cell(_ text: String) -> String {
        let guarded = FormulaGuard.guarded(text)
        guard guarded.utf8.contains(where: special.contains) else { return guarded }
        var quoted = "\""
        // Iterates over scalars, not characters: a quote with a combining mark is one character.
        for scalar in guarded.unicodeScalars {
            if scalar == "\"" { quoted += "\"" }
            quoted.unicodeScalars.append(scalar)
        }
        return quoted + "\""
    }

    /// The bytes that require quotes.
    private static let special = Array(",\"\n\r".utf8)
}
