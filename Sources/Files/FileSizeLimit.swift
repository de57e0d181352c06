import Glibc

/// The maximum size of files that this process may write (RLIMIT_FSIZE), which some batch systems
/// set.
package enum FileSizeLimit {
    /// A hint for a write that failed with EFBIG; nil if this process has no limit, so that the
    /// file system itself must have refused it.
    package static var text: String? {
        byteCount.map { "files of this process may have \($0) bytes (ulimit -f): raise the limit" }
    }

    /// The limit in bytes; nil if this process has none.
    package static var byteCount: UInt64? {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0,
            limit.rlim_cur != rlim_t.max
        else { return nil }
        return UInt64(limit.rlim_cur)
    }
}
