/// Which characters of a text that others wrote, such as the name of a file, may reach a terminal.
package enum PrintableText {
    /// The text with its control characters, which may steer a terminal, as `?`.
    package static func line(_ text: some StringProtocol) -> String {
        replacingControls(of: text) { _ in true }
    }

    /// The same, but line feeds stay.
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
