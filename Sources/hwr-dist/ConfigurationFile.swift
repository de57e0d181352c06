import RunRecords

/// Options from a file: `--config FILE` stands for the options in FILE, and options given beside it
/// override them. `--recipe NAME` stands for the options of that recipe, before all others.
enum ConfigurationFile {
    /// The arguments with every `--config FILE` replaced by what FILE says, before all other options.
    /// The options of a recipe come before those.
    /// What follows `--` is for another command and stays as it is.
    ///
    /// - Parameter arguments: without the program's name.
    /// - Throws: `FileError` or `RecordError` when a file cannot be used.
    static func expand(_ arguments: [String]) throws -> [String] {
        var rest: [String] = []
        var fromFiles: [String] = []
        var index = 0
        let end = arguments.firstIndex(of: "--") ?? arguments.count
        while index < end {
            let argument = arguments[index]
            if argument == "--config", index + 1 < end {
                index += 1
                fromFiles += try OptionFile.arguments(in: arguments[index])
            } else if argument.hasPrefix("--config=") {
                fromFiles += try OptionFile.arguments(
                    in: String(argument.dropFirst("--config=".count)))
            } else {
                rest.append(argument)
            }
            index += 1
        }
        // The command's words come first; of repeated options the last one counts.
        let command = rest.prefix { !$0.hasPrefix("-") }
        let ofRecipe = NamedRecipe.named(in: fromFiles + rest)?.arguments ?? []
        return command + ofRecipe + fromFiles + rest.dropFirst(command.count) + arguments[end...]
    }
}
