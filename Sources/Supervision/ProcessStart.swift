import CProcess

/// What a process does first.
package enum ProcessStart {
    /// Readies this process for streams, files and pipes that fail: a standard stream that is closed
    /// becomes /dev/null, and a write into a pipe without a reader (SIGPIPE) or beyond the limit of a
    /// file's size (SIGXFSZ) fails instead of killing the process.
    package static func prepare() { cprocess_begin() }
}
