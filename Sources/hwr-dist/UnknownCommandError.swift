import ArgumentParser
import Failures

/// The first word of the command line is neither a command nor an option.
struct UnknownCommandError: Failure {
    let word: String
    let commands: [String]

    /// Nil if the first word is a command or an option, or there is none. Needed because the parser
    /// reports a misspelt command as an unexpected argument.
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
