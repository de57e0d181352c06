import ArgumentParser

/// Options from a file, next to those of the command line.
struct OptionFileOptions: ParsableArguments {
    // `CommandWords.expanded` has replaced it before options are parsed; it is declared for the help.
    @Option(
        help: ArgumentHelp(
            "Read options from a JSON file, {\"epochs\": 20}; options of the command override them.",
            valueName: "file"))
    var config: String?

    @Flag(help: "Only print all options as a file for --config.")
    var printConfig = false

    func validate() throws {
        guard config == nil else {
            throw ValidationError("a file of --config cannot name another one")
        }
    }
}
