import ArgumentParser
import Failures
import Inspection
import RunRecords

struct VerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Check a run or checkpoint for damage, or compare two of them.",
        discussion: """
            Examples:
              hwr-dist verify runs/first
              hwr-dist verify runs/first runs/second

            One path: looks for damage and contradictions. Each check has a line, with the remedy
            if something is bad. Exit code: 0 if nothing is bad, 65 if something is.

            Two paths: finds where they first differ in identity, manifest, metrics, the checkpoints
            that both have (each tensor bit by bit), results, confusions and predictions. Times,
            numbers of ranks and host names are ignored. Exit code: 0 if equal, 1 if different, 65 if one is
            damaged.

            No file is modified. Exit code 66: a path holds neither a run nor a checkpoint.
            """)

    @Argument(help: "A run folder or a checkpoint.")
    var path: String

    @Argument(help: "Another one to compare it with.")
    var other: String?

    @Flag(help: "Print one JSON line.")
    var json = false

    func run() throws {
        // Known before anything is printed: a reader that leaves early must not change the code.
        var code = ExitCode.success
        try runAlone {
            if let other {
                let comparison = try Comparison(path, other)
                if !comparison.isEqual { code = .failure }
                try comparison.show(asJSON: json)
            } else {
                let examination = try Verification.examine(path)
                if examination.verdict == .bad { code = ExitCode(ExitStatus.badData.rawValue) }
                try examination.show(asJSON: json)
            }
        }
        if code != .success { throw code }
    }
}

extension Examination {
    /// Prints it on standard output.
    func show(asJSON: Bool) throws {
        try StandardOutput.write(
            asJSON ? String(decoding: try JSONFile.line(self), as: UTF8.self) : text)
    }
}

extension Comparison {
    /// Prints it on standard output.
    func show(asJSON: Bool) throws {
        try StandardOutput.write(
            asJSON ? String(decoding: try JSONFile.line(self), as: UTF8.self) : text)
    }
}
