import ArgumentParser
import Inspection

struct DiffCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Find where two runs, or two checkpoints, first differ.",
        discussion: """
            Compares identity, manifest, metrics, the checkpoints that both have (each tensor bit by \
            bit), results, confusions and predictions; clocks, ranks and hosts do not count. Exit \
            code: 0 when equal, 1 when different, 65 when one is damaged, 66 when there is nothing \
            to read.
            """)

    @Argument(help: ArgumentHelp("A run folder or a checkpoint.", valueName: "a"))
    var first: String

    @Argument(help: ArgumentHelp("Another one.", valueName: "b"))
    var second: String

    func run() throws {
        var isEqual = true
        try runAlone {
            let comparison = try Comparison(first, second)
            isEqual = comparison.isEqual
            try StandardOutput.write(comparison.text)
        }
        if !isEqual { throw ExitCode.failure }
    }
}
