/// The words of a command line, for code that needs to know options before the parser reads them,
/// or without a parser. Options are `--name VALUE` or `--name=VALUE`; if one is repeated, the last
/// value counts.
///
/// The words after `--` are the command line of another command and are ignored.
///
/// ```swift
/// let words = CommandWords(["train", "--run", "a", "--run=b"])
/// words.value(of: "--run")  // "b"
/// words.setting("--seed", to: 2).words  // ["train", "--run", "a", "--run=b", "--seed", "2"]
/// ```
package struct CommandWords: Equatable, Sendable {
    package let words: [String]
    /// The index of `--`, or the end.
    let end: Int

    package init(_ words: [String]) {
        self.words = words
        end = words.firstIndex(of: "--") ?? words.endIndex
    }

    /// The value of an option; nil if the option is absent, or is the last word and has no value.
    package func value(of option: String) -> String? {
        guard let place = place(of: option) else { return nil }
        return place.isJoined
            ? String(words[place.index].dropFirst(option.count + 1)) : words[place.index]
    }

    /// Whether an option or a flag is given, with or without a value.
    package func contain(_ option: String) -> Bool {
        words[..<end].contains { $0 == option || $0.hasPrefix("\(option)=") }
    }

    /// The words with an option set to a value: it replaces the value that counts, or is appended
    /// to the words of this command.
    package func setting(_ option: String, to value: some CustomStringConvertible) -> CommandWords {
        guard let place = place(of: option) else { return adding([option, "\(value)"]) }
        var words = words
        words[place.index] = place.isJoined ? "\(option)=\(value)" : "\(value)"
        return CommandWords(words)
    }

    /// The words with more words appended to those of this command.
    package func adding(_ more: [String]) -> CommandWords {
        CommandWords(Array(words[..<end]) + more + words[end...])
    }

    /// The index of the word with the value that counts; with `isJoined`, that word is
    /// `--name=VALUE`.
    private func place(of option: String) -> (index: Int, isJoined: Bool)? {
        for index in (0..<end).reversed() {
            if words[index].hasPrefix("\(option)=") { return (index, true) }
            if words[index] == option, index + 1 < end { return (index + 1, false) }
        }
        return nil
    }
}
