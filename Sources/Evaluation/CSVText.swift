/// Cells and rows of comma-separated text (RFC 4180).
enum CSVText {
    /// The text of a cell, quoted where it must be.
    static func cell(_ text: String) -> String {
        let special: Set<UInt8> = [comma, quote, lineFeed, carriageReturn]
        guard text.utf8.contains(where: special.contains) else { return text }
        var quoted = "\""
        // Scalars, not characters: a quote with a combining mark is one character.
        for scalar in text.unicodeScalars {
            if scalar == "\"" { quoted += "\"" }
            quoted.unicodeScalars.append(scalar)
        }
        return quoted + "\""
    }

    /// The rows of a text, each with its cells unquoted; a line feed at the very end adds no row.
    ///
    /// - Throws: `ConfusionTableError.unclosedQuote`.
    static func rows(of text: String) throws(ConfusionTableError) -> [[String]] {
        var rows: [[String]] = []
        var row: [String] = []
        var cell: [UInt8] = []
        var isQuoted = false
        var previousIsClosingQuote = false

        for byte in text.utf8 {
            if isQuoted {
                if byte == quote {
                    isQuoted = false
                    previousIsClosingQuote = true
                } else {
                    cell.append(byte)
                }
                continue
            }
            switch byte {
            case quote:
                // A quote right after a closing one stands for itself.
                if previousIsClosingQuote { cell.append(quote) }
                isQuoted = true
            case comma:
                row.append(String(decoding: cell, as: UTF8.self))
                cell.removeAll()
            case lineFeed:
                if cell.last == carriageReturn && !previousIsClosingQuote { cell.removeLast() }
                row.append(String(decoding: cell, as: UTF8.self))
                cell.removeAll()
                rows.append(row)
                row.removeAll()
            case carriageReturn where previousIsClosingQuote:
                // Part of the line's end, not of the quoted cell; the flag stays for that end.
                continue
            default:
                cell.append(byte)
            }
            previousIsClosingQuote = false
        }
        guard !isQuoted else { throw .unclosedQuote }
        if !cell.isEmpty || !row.isEmpty {
            row.append(String(decoding: cell, as: UTF8.self))
            rows.append(row)
        }
        return rows
    }

    private static let comma = UInt8(ascii: ",")
    private static let quote = UInt8(ascii: "\"")
    private static let lineFeed = UInt8(ascii: "\n")
    private static let carriageReturn = UInt8(ascii: "\r")
}
