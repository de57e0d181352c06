import ArgumentParser

/// Options in a file in place of the command line.
struct OptionFileOptions: ParsableArguments {
    // `ConfigurationFile` has replaced it before options are parsed; it is declared for the help.
    @Option(
        help: ArgumentHelp(
            "Take options from a JSON file, {\"epochs\": 20}; those on the command line override it.",
            valueName: "file"))
    var config: String?

    @Flag(help: "Print all options with their values as a file for --config, and do nothing else.")
    var printConfig = false

    func validate() throws {
        guard config == nil else {
            throw ValidationError("a file of --config cannot name another one")
        }
    }
}
