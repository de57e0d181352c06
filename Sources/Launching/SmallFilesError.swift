package import Failures

/// The file size limit (RLIMIT_FSIZE) is too low for mpirun, which hangs before any rank starts.
package struct SmallFilesError: Failure, Equatable {
    /// The limit, in bytes.
    package let byteCount: UInt64

    /// PMIx stores its data about the ranks in files of this size. With limits up to 3000 KiB
    /// mpirun of Open MPI 4.1.4 hangs; from 4096 KiB on it works.
    private static let fewestBytes: UInt64 = 4 << 20

    /// - Parameter byteCount: the limit of this process; nil if it has none.
    /// - Returns: nil if the limit is high enough for mpirun.
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
