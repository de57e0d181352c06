import ArgumentParser
import Evaluation
import RunRecords

struct CompareCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "Test whether two runs differ in accuracy by more than chance.",
        discussion: """
            Reads the predictions of both for the same images and prints their accuracies with \
            confidence intervals, how many images only one of them recognises, and McNemar's exact \
            test.
            """)

    @Argument(
        help: ArgumentHelp("A run folder or a predictions.csv.", valueName: "a"))
    var first: String

    @Argument(help: ArgumentHelp("The run to compare it with.", valueName: "b"))
    var second: String

    @Flag(help: "Print the result as JSON.")
    var json = false

    func run() throws {
        try runAlone {
            let comparison = try PredictionComparison(
                PredictionTable.read(fileOrRun: first), PredictionTable.read(fileOrRun: second))
            if json {
                try StandardOutput.write(
                    String(decoding: try JSONFile.line(comparison), as: UTF8.self))
            } else {
                try StandardOutput.write(comparison.text, terminator: "")
            }
        }
    }
}
