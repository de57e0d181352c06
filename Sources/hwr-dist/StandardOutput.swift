import Glibc

/// Where a command prints its result.
enum StandardOutput {
    /// Writes `text` and `terminator` at once, not through a buffer, so that a failure is known here.
    static func write(_ text: String, terminator: String = "\n") throws {
        print(text, terminator: terminator)
        fflush(nil)
    }
}
