import Glibc

/// Runs `body` where this rank agrees to no shared window, as under a limit of file sizes that leaves
/// none room.
func withoutWindow<Result>(_ body: () throws -> Result) throws -> Result {
    var before = rlimit()
    getrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &before)
    var none = before
    none.rlim_cur = 0
    setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &none)
    defer { setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &before) }
    return try body()
}
