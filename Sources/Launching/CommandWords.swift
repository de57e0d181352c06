/// The words of a command line, looked at before, or without, the parser: `--name VALUE` and
/// `--name=VALUE`, of which the last one counts.
///
/// ```swift
/// CommandWords(["train", "--run", "a", "--run=b"]).value(of: "--run")  // "b"
/// ```
package struct CommandWords {
    private let words: [String]

    package init(_ words: [String]) {
        self.words = words
    }

    /// The value of an option; nil where it is not given, or as the last word without a value.
    package func value(of option: String) -> String? {
        for index in words.indices.reversed() {
            if words[index].hasPrefix("\(option)=") {
                return String(words[index].dropFirst(option.count + 1))
            }
            if words[index] == option, index + 1 < words.count { return words[index + 1] }
        }
        return nil
    }

    package func contain(_ option: String) -> Bool {
        words.contains { $0 == option || $0.hasPrefix("\(option)=") }
    }
}
