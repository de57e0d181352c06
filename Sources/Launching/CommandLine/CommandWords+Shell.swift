extension CommandWords {
    /// The command as text that can be copied into a shell: words separated by spaces, and quoted
    /// if the shell would change them.
    package var shellText: String { words.map(Self.quoted).joined(separator: " ") }

    private static func quoted(_ word: String) -> String {
        let plain = "%+,-./:=@_"
        let isPlain = word.unicodeScalars.allSatisfy { scalar in
            scalar.isASCII
                && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil
                    || plain.unicodeScalars.contains(scalar))
        }
        guard !isPlain || word.isEmpty else { return word }
        return "'"
            + word.split(separator: "'", omittingEmptySubsequences: false)
            .joined(separator: #"'\''"#) + "'"
    }
}
