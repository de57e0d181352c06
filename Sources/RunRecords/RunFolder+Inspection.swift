import Failures
package import Files
import Glibc

extension RunFolder {
    /// Whether something of a run stands in the folder.
    /// - Throws: `FileError` when it cannot be looked at.
    package func holdsRun() throws(FileError) -> Bool {
        for path in [configPath, manifestPath, metricsPath, summaryPath, checkpointsPath]
        where try kind(path) != nil {
            return true
        }
        return false
    }

    /// What the run was started with; nil before it has begun.
    /// - Throws: `FileError` or `RecordError` when the file cannot be read.
    package func configuration() throws -> RunConfiguration? {
        guard try kind(configPath) != nil else { return nil }
        return try RunConfiguration(
            json: JSONFile.contents(of: configPath, fileSystem: fileSystem), path: configPath)
    }

    /// Whether there is a checkpoint of a best epoch.
    /// - Throws: `FileError` when it cannot be looked for.
    package func hasBest() throws(FileError) -> Bool {
        try kind(checkpoints.bestPath) != nil
    }

    /// The best epoch's checkpoint; nil without one.
    /// - Throws: `FileError` when it cannot be looked for, `CheckpointError` when it is damaged.
    package func best() throws -> Checkpoint? {
        guard try hasBest() else { return nil }
        return try Checkpoint.read(checkpoints.bestPath, fileSystem: fileSystem)
    }

    /// What no run reads again, as paths relative to the folder: files under construction that a
    /// killed writer left, and damaged checkpoints that were set aside.
    /// - Throws: `FileError` when a folder cannot be listed.
    package func remainders() throws(FileError) -> [String] {
        var files: [String] = []
        for (folder, prefix) in [(path, ""), (checkpointsPath, "checkpoints/")]
        where try kind(folder) != nil {
            let names = try fileSystem.attempt("list folder", folder) { () throws(SystemError) in
                try fileSystem.entries(of: folder)
            }
            files += names.filter { AtomicFile.isTemporary($0) || $0.hasSuffix(".damaged") }
                .map { prefix + $0 }
        }
        return files
    }

    /// What stands at `path`; nil when nothing does.
    /// - Throws: `FileError`, 66 for a link: what it leads to is not the run's.
    private func kind(_ path: String) throws(FileError) -> EntryKind? {
        let kind = try fileSystem.attempt("look for", path) { () throws(SystemError) in
            try fileSystem.entryKind(path)
        }
        guard kind != .link || path == self.path else {
            throw FileError(.noInput, operation: "read", path: path, errorNumber: ELOOP)
        }
        return kind
    }
}
