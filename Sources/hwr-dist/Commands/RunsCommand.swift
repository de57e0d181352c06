import ArgumentParser
import Inspection

struct RunsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "runs",
        abstract: "List all runs of a folder, the oldest first.",
        discussion: """
            Each run has a line: its start, network and data, how many of its epochs are complete,
            the test accuracy, the first 12 characters of the weights' SHA-256, and whether it is
            finished, stopped, running (on which host, in which process) or damaged. Runs of
            sweeps are among them. Reads only small files; hwr-dist verify checks a run in full.
            """)

    @Argument(help: "The folder of the run folders.")
    var folder = "runs"

    func run() throws {
        try runAlone { try StandardOutput.write(RunTable(of: folder).text) }
    }
}
