import ArgumentParser
package import Recognition
package import Reporting
import RunFolder

struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report", abstract: "Write a run's report.html anew from its other files.")

    @Argument(help: "The run folder.")
    var folder: String

    func run() throws {
        try runAlone {
            try Report.write(runFolder: folder) { try AtomicFile.write($0, bytes: $1) }
            try StandardOutput.write(RunFolder(folder).reportPath)
        }
    }
}

extension ReportError: CodedError {
    package var exitStatus: ExitStatus { kind == .noInput ? .noInput : .badData }
}
