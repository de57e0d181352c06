import ArgumentParser
import RunRecords

/// What classes are called in what people read.
struct ClassNameOptions: ParsableArguments {
    @Option(
        \.classNamesFile,
        help: "Names to show for the classes: CSV rows label,name.", valueName: "file.csv")
    var classNames: Setting<RunSettings>

    /// Nil where none was named.
    var file: String? { OptionValues(of: self).record(RunSettings.self).classNamesFile }
}
