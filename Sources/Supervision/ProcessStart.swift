import CProcess

/// The first steps of the process, before anything is printed or written.
package enum ProcessStart {
    /// Prepares this process for failing streams, files and pipes. A closed standard stream becomes
    /// /dev/null, and a write to a pipe without a reader (SIGPIPE) or beyond the file size limit
    /// (SIGXFSZ) fails with an error instead of killing the process.
    package static func prepare() { cprocess_begin() }
}
