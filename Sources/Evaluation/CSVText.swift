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

    /// Calls `body` with each row of a text, its cells unquoted; a line feed at the very end adds no
    /// row. Rows are not gathered: of a text of line feeds they would take many times its memory.
    ///
    /// - Throws: `ConfusionTableError.unclosedQuote`, and `.tooManyCells` for a row with more than
    ///   `cellLimit` of them.
    static func forEachRow(
        of text: String, cellLimit: Int, _ body: ([String]) throws(ConfusionTableError) -> Void
    ) throws(ConfusionTableError) {
        var row: [String] = []
        var cell: [UInt8] = []
        func endCell() throws(ConfusionTableError) {
            guard row.count < cellLimit else { throw .tooManyCells(limit: cellLimit) }
            row.append(String(decoding: cell, as: UTF8.self))
            cell.removeAll(keepingCapacity: true)
        }
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
                try endCell()
            case lineFeed:
                if cell.last == carriageReturn && !previousIsClosingQuote { cell.removeLast() }
                try endCell()
                try body(row)
                row.removeAll(keepingCapacity: true)
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
            try endCell()
            try body(row)
        }
    }

    private static let comma = UInt8(ascii: ",")
    private static let quote = UInt8(ascii: "\"")
    private static let lineFeed = UInt8(ascii: "\n")
    private static let carriageReturn = UInt8(ascii: "\r")
}
