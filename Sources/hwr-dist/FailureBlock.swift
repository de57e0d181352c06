/// The message of a failed run: one bordered block on standard error, with what went wrong, the
/// command that continues the run, and the end of the log.
struct FailureBlock: CustomStringConvertible {
    /// What went wrong; may have several lines.
    var message: String
    /// The rank and what it was doing; nil if the message says it.
    var place: String?
    /// The command that continues the run; nil if that would fail again in the same way.
    var command: String?
    var logPath: String
    /// Reads the last lines of the log.
    var logLines: () -> [String]

    private static let border = "+" + String(repeating: "-", count: 78)

    var description: String { "\(head)\n\(tail)" }

    /// Everything that needs no disk. Printed first, because the disk may hang.
    var head: String {
        var lines = "error: \(message)".split(separator: "\n").map(String.init)
        if let place { lines.append("at:    \(place)") }
        if let command { lines += ["go on with:", "  \(command)"] }
        return ([Self.border] + lines.map(Self.row)).joined(separator: "\n")
    }

    /// The end of the log, which is read now, and the lower border.
    var tail: String {
        let lines = logLines()
        let rows = lines.isEmpty ? [] : ["the end of \(logPath):"] + lines.map { "  \($0)" }
        return (rows.map(Self.row) + [Self.border]).joined(separator: "\n")
    }

    private static func row(_ line: String) -> String { "| \(line)" }
}
