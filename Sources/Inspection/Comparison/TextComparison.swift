/// Compares two text files of the same name, and shows the first line that differs. Files of a run
/// folder have sorted rows, so the first difference is meaningful.
enum TextComparison {
    /// The result as a line of the comparison; nil if neither side has the file.
    ///
    /// - Parameters:
    ///   - subject: the name of the file.
    ///   - a: the bytes of A's file; nil if it has none.
    ///   - b: the bytes of B's file; nil if it has none.
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

    /// The beginning of a line, because names in it may be long.
    private static func text(_ lines: [ArraySlice<UInt8>], _ line: Int) -> String {
        guard line < lines.count else { return "nothing" }
        let text = String(decoding: lines[line], as: UTF8.self)
        return text.count > longest ? "\(text.prefix(longest))…" : text
    }

    /// In characters.
    private static let longest = 200
}
