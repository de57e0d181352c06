import Evaluation
package import Files
import Glibc
package import RunRecords

/// The result of writing a small file to a run folder's disk, the way checkpoints are written.
package struct DiskReport: Equatable, Sendable {
    /// The run folder, or the nearest folder above it that exists.
    package var folder = ""
    /// Nil if the file system does not report it.
    package var freeByteCount: Int?
    /// The median time to write 4 KiB as a checkpoint is: write, fsync, rename, fsync of the
    /// folder.
    package var writeSeconds = 0.0
    /// Why the file could not be written; nil if it could.
    package var failure: FileError?
    /// Whether another process is using the run folder.
    package var lock = RunLock.State.free

    package init() {}

    /// Writes a file to the disk of the run folder `path`, which need not exist, and removes it
    /// again.
    static func probe(_ path: String) -> DiskReport {
        var report = DiskReport()
        report.folder = existingFolder(path)
        report.lock = (try? RunLock.state(path: RunFolder(path).lockPath)) ?? .free
        let file = "\(report.folder)/.hwr-dist-doctor-\(getpid())"
        defer { unlink(file) }
        do throws(FileError) {
            var seconds: [Double] = []
            for _ in 0..<5 {
                let start = ContinuousClock.now
                try AtomicFile.replace(file, bytes: [UInt8](repeating: 0, count: 4096))
                seconds.append((ContinuousClock.now - start) / .seconds(1))
            }
            report.writeSeconds = SampleStatistics.median(of: seconds)
        } catch {
            report.failure = error
        }
        report.freeByteCount = try? POSIXFileSystem().freeByteCount(at: report.folder)
        return report
    }

    /// `path`, or the nearest folder above it that exists.
    private static func existingFolder(_ path: String) -> String {
        var path = path
        var status = stat()
        while stat(path, &status) != 0 || status.st_mode & S_IFMT != S_IFDIR {
            let parent = Paths.folder(of: path)
            if parent == path { break }
            path = parent
        }
        return path
    }
}
