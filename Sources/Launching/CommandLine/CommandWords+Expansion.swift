import RunRecords

extension CommandWords {
    /// The words with abbreviations expanded: `--config FILE` is replaced by the options in FILE,
    /// and the options of a `--recipe NAME`, which is kept, come before all others.
    ///
    /// Typed options override those of files, and these override those of the recipe, because the
    /// last value of an option counts.
    ///
    /// - Throws: `FileError` or `RecordError` if a file cannot be used.
    package func expanded() throws -> CommandWords {
        var given: [String] = []
        var fromFiles: [String] = []
        var index = 0
        while index < end {
            let word = words[index]
            if word == "--config", index + 1 < end {
                index += 1
                fromFiles += try OptionFile.arguments(in: words[index])
            } else if word.hasPrefix("--config=") {
                fromFiles += try OptionFile.arguments(in: String(word.dropFirst(9)))
            } else {
                given.append(word)
            }
            index += 1
        }
        // A recipe that does not exist is left to the parser, whose message lists the existing
        // ones.
        let recipe = CommandWords(fromFiles + given).value(of: "--recipe")
            .flatMap(NamedRecipe.init)
        let ofRecipe = recipe?.arguments ?? []
        // The name of the command comes first.
        let command = Array(given.prefix { !$0.hasPrefix("-") })
        return CommandWords(
            command + ofRecipe + fromFiles + given.dropFirst(command.count) + words[end...])
    }
}
