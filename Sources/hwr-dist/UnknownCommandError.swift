import ArgumentParser
import Failures

/// The first word of a command line is neither a command nor an option.
struct UnknownCommandError: Failure {
    let word: String
    let commands: [String]

    /// Nil where the first word is a command or an option, or there is none. The parser would say
    /// of a misspelt command what it says of a word too many.
    init?(_ arguments: [String], commands: [any ParsableCommand.Type]) {
        let names = commands.compactMap { $0.configuration.commandName }
        guard let word = arguments.first, !word.hasPrefix("-"), word != "help",
            !names.contains(word)
        else { return nil }
        self.word = word
        self.commands = names
    }

    var what: String { "there is no command \(word)" }
    var location: String? { nil }
    var remedy: String? {
        "use one of \(commands.joined(separator: ", ")); hwr-dist help describes them"
    }
    var exitStatus: ExitStatus { .usage }
}
