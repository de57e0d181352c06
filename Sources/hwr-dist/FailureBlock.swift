/// What a user reads when a run has failed: one bordered block on standard error.
struct FailureBlock: CustomStringConvertible {
    /// What went wrong, perhaps in several lines.
    var message: String
    /// Which rank, and where it stood; nil where the message says it.
    var place: String?
    var logPath: String
    /// The end of the log.
    var logLines: [String]
    /// What goes on with the run; nil where that would end in the same way.
    var command: String?

    var description: String {
        let border = "+" + String(repeating: "-", count: 78)
        var lines = "error: \(message)".split(separator: "\n").map(String.init)
        if let place { lines.append("at:    \(place)") }
        if !logLines.isEmpty {
            lines.append("the end of \(logPath):")
            lines += logLines.map { "  \($0)" }
        }
        if let command { lines += ["go on with:", "  \(command)"] }
        return ([border] + lines.map { "| \($0)" } + [border]).joined(separator: "\n")
    }
}
