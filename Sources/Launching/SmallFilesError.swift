package import Failures

/// mpirun cannot work under a limit of file sizes (RLIMIT_FSIZE) this low: it hangs before any rank
/// starts.
package struct SmallFilesError: Failure, Equatable {
    /// The limit, in bytes.
    package let byteCount: UInt64

    /// PMIx keeps what it knows of the ranks in files of this size: mpirun of Open MPI 4.1.4 hangs
    /// with limits of 3000 KiB and less, and works from 4096 KiB on.
    private static let fewestBytes: UInt64 = 4 << 20

    /// - Parameter byteCount: the limit of this process; nil where it has none.
    /// - Returns: nil when mpirun can work under it.
    package init?(limit byteCount: UInt64?) {
        guard let byteCount, byteCount < Self.fewestBytes else { return nil }
        self.byteCount = byteCount
    }

    package var what: String {
        "files may have at most \(byteCount) bytes (ulimit -f), and mpirun needs \(Self.fewestBytes)"
    }

    package var location: String? { nil }
    package var remedy: String? { "raise the limit where mpirun starts: ulimit -f unlimited" }
    package var exitStatus: ExitStatus { .configuration }
}
