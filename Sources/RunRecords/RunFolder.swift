import Failures
package import Files
import Glibc
import SystemPackage

/// The paths of a run folder, and the operations on the folder as a whole. README.md lists the
/// files.
package struct RunFolder: Sendable {
    /// Without trailing slashes.
    package let path: String
    let fileSystem: any FileSystem

    package init(_ path: String, fileSystem: any FileSystem = POSIXFileSystem()) {
        self.path = Paths.normalized(path)
        self.fileSystem = fileSystem
    }

    package var configPath: String { Paths.join(path, "config.json") }
    package var manifestPath: String { Paths.join(path, "manifest.csv") }
    package var metricsPath: String { Paths.join(path, "metrics.jsonl") }
    package var summaryPath: String { Paths.join(path, "summary.json") }
    package var confusionPath: String { Paths.join(path, "confusion.csv") }
    package var predictionsPath: String { Paths.join(path, "predictions.csv") }
    package var suspectsPath: String { Paths.join(path, "suspects.csv") }
    package var reportPath: String { Paths.join(path, "report.html") }
    package var checkpointsPath: String { Paths.join(path, "checkpoints") }
    package var logsPath: String { Paths.join(path, "logs") }
    package var lockPath: String { Paths.join(path, "lock") }

    /// `logs/rank-NNN.log`.
    package func logPath(rank: Int) -> String {
        let digits = String(rank)
        let zeros = String(repeating: "0", count: max(0, 3 - digits.count))
        return Paths.join(logsPath, "rank-\(zeros)\(digits).log")
    }

    package var checkpoints: CheckpointStore {
        CheckpointStore(path: checkpointsPath, fileSystem: fileSystem)
    }

    package var metrics: MetricsLog { MetricsLog(path: metricsPath, fileSystem: fileSystem) }

    /// The default folder of a run: `runs/<UTC time>-<preset>`, for example
    /// `runs/2025-01-31T120000Z-compact`.
    /// - Parameter now: the Unix time in seconds.
    package static func defaultPath(preset: String, now: Int) -> String {
        "runs/\(utcText(now, format: "%Y-%m-%dT%H%M%SZ"))-\(preset)"
    }

    /// A time as `config.json` records it, for example `2025-01-31T12:00:00Z`.
    /// - Parameter time: the Unix time in seconds.
    package static func utcText(_ time: Int, format: String = "%Y-%m-%dT%H:%M:%SZ") -> String {
        var seconds = time_t(time)
        var calendar = tm()
        gmtime_r(&seconds, &calendar)
        var text = [CChar](repeating: 0, count: 64)
        let count = strftime(&text, text.count, format, &calendar)
        return String(decoding: text[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// Creates the folder, its parents and its sub-folders, and returns when their names are
    /// durable. Existing folders are kept.
    /// - Throws: `FileError` with exit code 73 if a folder cannot be created.
    package func create() throws(FileError) {
        try fileSystem.makeFolder(path)
        for folder in [logsPath, checkpointsPath] { try fileSystem.makeFolder(insideRun: folder) }
        try AtomicFile.synchronizeDirectory(path, fileSystem: fileSystem)
    }

    /// Creates or replaces the link `latest` in the parent folder, atomically, so that it points to
    /// this folder. If `latest` exists and is not a link, it belongs to the user and is not
    /// replaced.
    ///
    /// - Throws: `FileError` if the link cannot be created.
    package func linkAsLatest() throws(FileError) {
        let parent = Paths.folder(of: path)
        let link = Paths.join(parent, "latest")
        try fileSystem.attemptToCreate("make link", link, replaceLink(link))
        try AtomicFile.synchronizeDirectory(parent, fileSystem: fileSystem)
    }

    private func replaceLink(_ link: String) throws(Errno) {
        let temporary = AtomicFile.temporaryPath(for: link)
        let kind = try fileSystem.entryKind(link)
        guard kind == nil || kind == .link else { throw .fileExists }
        try fileSystem.removeIfPresent(temporary)
        try fileSystem.makeLink(temporary, to: Paths.name(of: path))
        do {
            try fileSystem.rename(temporary, to: link)
        } catch {
            try? fileSystem.remove(temporary)
            throw error
        }
    }

    /// Checks that the file system of the folder has enough free space, if it reports that.
    /// - Throws: `FileError` with exit code 74 and both sizes if it has not.
    package func requireFreeSpace(_ byteCount: Int) throws(FileError) {
        let free = try fileSystem.attempt(
            "ask the free space of", path, fileSystem.freeByteCount(at: path))
        guard let free, free < byteCount else { return }
        throw FileError(
            .inputOutput, operation: "reserve space in", path: path, errno: .noSpace,
            detail: "\(byteCount) bytes are needed, \(free) are free")
    }
}
