/// Makes foreign text, such as file names and messages of other programs, safe to print: control
/// characters, which could move the cursor or recolour a terminal, are replaced.
package enum PrintableText {
    /// The text with every control character replaced by `?`.
    package static func line(_ text: some StringProtocol) -> String {
        replacingControls(of: text) { _ in true }
    }

    /// The same, but line feeds are kept.
    package static func lines(_ text: some StringProtocol) -> String {
        replacingControls(of: text) { $0 != "\n" }
    }

    private static func replacingControls(
        of text: some StringProtocol, where isReplaced: (Unicode.Scalar) -> Bool
    ) -> String {
        var printable = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            let isControl = scalar.properties.generalCategory == .control
            printable.append(isControl && isReplaced(scalar) ? "?" : scalar)
        }
        return String(printable)
    }
}
