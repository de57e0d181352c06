/// Protection against CSV injection: an apostrophe that keeps a spreadsheet from running a cell as
/// a formula.
///
/// A text must be escaped if it begins, after any number of apostrophes, with `=`, `+`, `-`, `@`, a
/// tab or a carriage return. One apostrophe is added on writing and one is removed on reading, so
/// every text is read back unchanged, including one that already has such apostrophes:
///
///     -1      written as '-1
///     '-1     written as ''-1
///     a-1     written as a-1
enum FormulaGuard {
    private static let apostrophe = UInt8(ascii: "'")
    private static let starts = Set("=+-@\t\r".utf8)

    /// The text as it is written to a file.
    static func guarded(_ text: String) -> String {
        isInDanger(text.utf8) ? "'" + text : text
    }

    /// The original text of a cell that was written as `bytes`.
    static func unguarded(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        bytes.first == apostrophe && isInDanger(bytes) ? bytes.dropFirst() : bytes
    }

    /// Whether the first byte that is not an apostrophe would start a formula.
    private static func isInDanger(_ bytes: some Collection<UInt8>) -> Bool {
        bytes.first { $0 != apostrophe }.map(starts.contains) ?? false
    }
}
