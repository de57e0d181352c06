/// What a user reads when a run has failed: one bordered block on standard error.
struct FailureBlock: CustomStringConvertible {
    /// What went wrong, perhaps in several lines.
    var message: String
    /// Which rank, and where it stood; nil where the message says it.
    var place: String?
    /// What goes on with the run; nil where that would end in the same way.
    var command: String?
    var logPath: String
    /// The end of the log, read when it is asked for.
    var logLines: () -> [String]

    private static let border = "+" + String(repeating: "-", count: 78)

    var description: String { "\(head)\n\(tail)" }

    /// All that is known without a disk, which may hang.
    var head: String {
        var lines = "error: \(message)".split(separator: "\n").map(String.init)
        if let place { lines.append("at:    \(place)") }
        if let command { lines += ["go on with:", "  \(command)"] }
        return ([Self.border] + lines.map(Self.row)).joined(separator: "\n")
    }

    /// The end of the log, which is read here, and the block's.
    var tail: String {
        let lines = logLines()
        let rows = lines.isEmpty ? [] : ["the end of \(logPath):"] + lines.map { "  \($0)" }
        return (rows.map(Self.row) + [Self.border]).joined(separator: "\n")
    }

    private static func row(_ line: String) -> String { "| \(line)" }
}
