import ArgumentParser
import Reporting
import RunRecords

struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report", abstract: "Write a run's report.html again from its other files.")

    @Argument(help: "The run folder.")
    var folder: String

    @Flag(
        help: ArgumentHelp(
            "Also add a byte order mark to the CSV files.",
            discussion: "Spreadsheets then read them as UTF-8."))
    var spreadsheet = false

    @OptionGroup var classNames: ClassNameOptions

    func run() throws {
        try runAlone {
            let run = RunFolder(folder)
            try Report.write(of: run, namesFile: classNames.file)
            StandardOutput.report(run.reportPath)
            guard spreadsheet else { return }
            for path in try addByteOrderMarks(to: run) { StandardOutput.report(path) }
        }
    }

    /// Under the run's lock: a run at work writes the same files.
    private func addByteOrderMarks(to run: RunFolder) throws -> [String] {
        let lock = try RunLock(path: run.lockPath)
        return try withExtendedLifetime(lock) { try run.addByteOrderMarks() }
    }
}
