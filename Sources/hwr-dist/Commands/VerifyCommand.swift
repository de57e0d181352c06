import ArgumentParser
import Failures
import Inspection
import RunRecords

struct VerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Check a run folder, or one checkpoint, for damage and contradictions.",
        discussion: """
            Reads and compares; changes nothing. Each thing that was checked has a line, with the \
            remedy where it is bad. Exit code: 0 when nothing is bad, 65 when something is, 66 when \
            there is nothing to read.
            """)

    @Argument(help: ArgumentHelp("A run folder or a checkpoint.", valueName: "path"))
    var path: String

    @Flag(help: "Print one JSON line.")
    var json = false

    func run() throws {
        var isBad = false
        try runAlone {
            let examination = try Verification.examine(path)
            isBad = examination.verdict == .bad
            try examination.show(asJSON: json)
        }
        if isBad { throw ExitCode(ExitStatus.badData.rawValue) }
    }
}

extension Examination {
    /// Prints it on standard output.
    func show(asJSON: Bool) throws {
        try StandardOutput.write(
            asJSON ? String(decoding: try JSONFile.line(self), as: UTF8.self) : text)
    }
}
