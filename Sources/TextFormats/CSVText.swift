/// Comma-separated text (RFC 4180) as hwr-dist writes it: UTF-8, lines that end in a line feed.
package enum CSVText {
    /// What may stand before the text of a CSV file, as spreadsheets want it: U+FEFF in UTF-8.
    package static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    /// A cell that holds a text, such as a name or a path: guarded against being run as a formula
    /// (`FormulaGuard`), and in quotes where it must be. A number stands in its column as it is.
    package static func cell(_ text: String) -> String {
        let guarded = FormulaGuard.guarded(text)
        guard guarded.utf8.contains(where: special.contains) else { return guarded }
        var quoted = "\""
        // Scalars, not characters: a quote with a combining mark is one character.
        for scalar in guarded.unicodeScalars {
            if scalar == "\"" { quoted += "\"" }
            quoted.unicodeScalars.append(scalar)
        }
        return quoted + "\""
    }

    private static let special = Array(",\"\n\r".utf8)
}
