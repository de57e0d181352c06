import Glibc

/// The largest file that this process may write (RLIMIT_FSIZE).
package enum FileSizeLimit {
    /// What has refused a write with EFBIG, and what to do about it; nil where this process has no
    /// limit, so that the file system has refused.
    package static var text: String? {
        byteCount.map { "files of this process may have \($0) bytes (ulimit -f): raise the limit" }
    }

    /// Nil where this process has no limit.
    package static var byteCount: UInt64? {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0,
            limit.rlim_cur != rlim_t.max
        else { return nil }
        return UInt64(limit.rlim_cur)
    }
}
