/// Compares two files of one name, line by line.
enum TextComparison {
    /// Nil where neither has the file.
    static func section(
        _ subject: String, _ a: [UInt8]?, _ b: [UInt8]?
    ) -> Comparison.Section? {
        guard let a, let b else {
            guard a != nil || b != nil else { return nil }
            return Comparison.Section(
                outcome: .different, subject: subject, text: "only in \(a == nil ? "B" : "A")")
        }
        if a == b {
            return Comparison.Section(outcome: .same, subject: subject, text: "all bytes are equal")
        }
        let newline = UInt8(ascii: "\n")
        let left = a.split(separator: newline, omittingEmptySubsequences: false)
        let right = b.split(separator: newline, omittingEmptySubsequences: false)
        let place = zip(left, right).enumerated().first { $1.0 != $1.1 }?.offset
        let line = place ?? min(left.count, right.count)
        return Comparison.Section(
            outcome: .different, subject: subject,
            text: "first in line \(line + 1)\n"
                + "\(text(left, line)) in A\n\(text(right, line)) in B")
    }

    /// The beginning of a line; a name in it may be long.
    private static func text(_ lines: [ArraySlice<UInt8>], _ line: Int) -> String {
        guard line < lines.count else { return "nothing" }
        let text = String(decoding: lines[line], as: UTF8.self)
        return text.count > longest ? "\(text.prefix(longest))…" : text
    }

    private static let longest = 200
}
