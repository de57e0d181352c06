/// A command as text that can be copied into a shell.
enum ShellCommand {
    /// The words with blanks between them, quoted where the shell would change them.
    static func text(_ words: [String]) -> String {
        words.map(quoted).joined(separator: " ")
    }

    /// The words with an option set to a value: in the place of the value that counts, the last one,
    /// or at the end.
    static func words(_ words: [String], setting option: String, to value: Int) -> [String] {
        var words = words
        for index in words.indices.reversed() {
            if words[index].hasPrefix("\(option)=") {
                words[index] = "\(option)=\(value)"
                return words
            }
            if words[index] == option, index + 1 < words.count {
                words[index + 1] = "\(value)"
                return words
            }
        }
        return words + [option, "\(value)"]
    }

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
