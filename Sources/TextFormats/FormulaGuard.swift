/// The apostrophe that keeps a spreadsheet from running a cell as a formula.
///
/// A text is in danger when it begins, after any number of apostrophes, with `=`, `+`, `-`, `@`, a
/// tab or a carriage return. It is written with one apostrophe more and read with one apostrophe
/// less, so that every text comes back as it was, also one that has such apostrophes of its own.
enum FormulaGuard {
    private static let apostrophe = UInt8(ascii: "'")
    private static let starts = Set("=+-@\t\r".utf8)

    /// The text as it is written.
    static func guarded(_ text: String) -> String {
        isInDanger(text.utf8) ? "'" + text : text
    }

    /// The bytes of the text that was written as `bytes`.
    static func unguarded(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        bytes.first == apostrophe && isInDanger(bytes) ? bytes.dropFirst() : bytes
    }

    private static func isInDanger(_ bytes: some Collection<UInt8>) -> Bool {
        bytes.first { $0 != apostrophe }.map(starts.contains) ?? false
    }
}
