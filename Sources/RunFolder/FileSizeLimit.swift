import Glibc

/// The largest file that this process may write (RLIMIT_FSIZE).
package enum FileSizeLimit {
    /// What has refused a write with EFBIG, and what to do about it; nil where this process has no
    /// limit, so that the file system has refused.
    package static var text: String? {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0,
            limit.rlim_cur != rlim_t.max
        else { return nil }
        return "files of this process may have \(limit.rlim_cur) bytes (ulimit -f): raise the limit"
    }
}
