extension RunFolder {
    /// Whether something of a run stands in the folder.
    /// - Throws: `FileError` when it cannot be looked at.
    package func holdsRun() throws(FileError) -> Bool {
        for path in [configPath, manifestPath, metricsPath, summaryPath, checkpointsPath]
        where try exists(path) {
            return true
        }
        return false
    }

    /// What the run was started with; nil before it has begun.
    /// - Throws: `FileError` or `RecordError` when the file cannot be read.
    package func configuration() throws -> RunConfiguration? {
        guard try exists(configPath) else { return nil }
        return try JSONFile.read(RunConfiguration.self, from: configPath)
    }

    /// Whether there is a checkpoint of a best epoch.
    /// - Throws: `FileError` when it cannot be looked for.
    package func hasBest() throws(FileError) -> Bool {
        try exists(checkpoints.bestPath)
    }

    /// The best epoch's checkpoint; nil without one.
    /// - Throws: `FileError` when it cannot be looked for, `CheckpointError` when it is damaged.
    package func best() throws -> Checkpoint? {
        guard try hasBest() else { return nil }
        return try Checkpoint.read(checkpoints.bestPath, fileSystem: fileSystem)
    }

    /// What a killed writer left under construction, as paths relative to the folder.
    /// - Throws: `FileError` when a folder cannot be listed.
    package func unfinishedFiles() throws(FileError) -> [String] {
        var files: [String] = []
        for (folder, prefix) in [(path, ""), (checkpointsPath, "checkpoints/")]
        where try exists(folder) {
            let names = try fileSystem.attempt("list folder", folder) { () throws(SystemError) in
                try fileSystem.entries(of: folder)
            }
            files += names.filter(AtomicFile.isTemporary).map { prefix + $0 }
        }
        return files
    }
}
