import Glibc
import MessagePassing
import TextFormats

/// A message without control characters, which a file name in it could contain.
func printable(_ message: Any) -> String { PrintableText.lines("\(message)") }

/// Writes a line to standard error in one call, so that lines of several ranks are not mixed.
func printError(_ text: String) {
    let bytes = Array((text + "\n").utf8)
    _ = write(STDERR_FILENO, bytes, bytes.count)
}

/// What the user's terminal can show.
enum Terminal {
    /// Whether standard error is a terminal on which a line can be rewritten.
    static var isInteractive: Bool { isatty(STDERR_FILENO) == 1 && getenv("TERM") != nil }

    /// Whether standard error shows colours; see https://no-color.org.
    static var hasColor: Bool { isInteractive && allowsColor }

    /// Whether standard output shows colours. Not under mpirun, which gives its ranks a terminal
    /// wherever their output finally goes.
    static var hasColoredOutput: Bool {
        isatty(STDOUT_FILENO) == 1 && Launch.rank == nil && allowsColor
    }

    private static var allowsColor: Bool {
        let value = getenv("NO_COLOR")
        return value == nil || value?.pointee == 0
    }
}
