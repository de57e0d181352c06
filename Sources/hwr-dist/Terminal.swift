import Glibc
import MessagePassing
import TextFormats

/// A message without what could steer a terminal: it may name a file.
func printable(_ message: Any) -> String { PrintableText.lines("\(message)") }

/// Writes a line to standard error in one piece, so that ranks do not tear each other's lines.
func printError(_ text: String) {
    let bytes = Array((text + "\n").utf8)
    _ = write(STDERR_FILENO, bytes, bytes.count)
}

/// What the user's terminal can show.
enum Terminal {
    /// Whether standard error is a terminal that a line can be rewritten on.
    static var isInteractive: Bool { isatty(STDERR_FILENO) == 1 && getenv("TERM") != nil }

    /// Whether standard error shows colours; see https://no-color.org.
    static var hasColor: Bool { isInteractive && allowsColor }

    /// Whether standard output shows colours. Under mpirun it is a terminal of mpirun's own making,
    /// wherever the text ends up.
    static var hasColoredOutput: Bool {
        isatty(STDOUT_FILENO) == 1 && Launch.rank == nil && allowsColor
    }

    private static var allowsColor: Bool {
        let value = getenv("NO_COLOR")
        return value == nil || value?.pointee == 0
    }
}
