import Glibc

/// Writes a line to standard error in one piece, so that ranks do not tear each other's lines.
func printError(_ text: String) {
    let bytes = Array((text + "\n").utf8)
    _ = write(STDERR_FILENO, bytes, bytes.count)
}

/// What the user's terminal can show.
enum Terminal {
    /// Whether standard error is a terminal that a line can be rewritten on.
    static var isInteractive: Bool { isatty(STDERR_FILENO) == 1 && getenv("TERM") != nil }

    /// See https://no-color.org.
    static var hasColor: Bool {
        let value = getenv("NO_COLOR")
        return isInteractive && (value == nil || value?.pointee == 0)
    }
}
