package import Files

extension RunFolder {
    /// Whether something of a run stands in the folder.
    /// - Throws: `FileError` when it cannot be looked at.
    package func holdsRun() throws(FileError) -> Bool {
        for path in [configPath, manifestPath, metricsPath, summaryPath, checkpointsPath]
        where try fileSystem.holdsFile(path) {
            return true
        }
        return false
    }

    /// What the run was started with; nil before it has begun.
    /// - Throws: `FileError` or `RecordError` when the file cannot be read.
    package func configuration() throws -> RunConfiguration? {
        guard try fileSystem.holdsFile(configPath) else { return nil }
        return try RunConfiguration(
            json: InputFile.contents(of: configPath, fileSystem: fileSystem), path: configPath)
    }

    /// Checks that no other version of the program has written `config.json`; a damaged one passes,
    /// since a run writes it again.
    /// - Throws: `RecordError` naming both versions.
    package func requireReadableFormat() throws(RecordError) {
        do {
            _ = try configuration()
        } catch let error as RecordError where error.isOfOtherVersion {
            throw error
        } catch {
            return
        }
    }

    /// Whether there is a checkpoint of a best epoch.
    /// - Throws: `FileError` when it cannot be looked for.
    package func hasBest() throws(FileError) -> Bool {
        try fileSystem.holdsFile(checkpoints.bestPath)
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
        let inside =
            try fileSystem.holdsFile(checkpointsPath) ? remainders(in: checkpointsPath) : []
        return try remainders(in: path) + inside.map { "checkpoints/\($0)" }
    }

    private func remainders(in folder: String) throws(FileError) -> [String] {
        try fileSystem.attempt("list folder", folder, fileSystem.entriesIfPresent(of: folder))
            .filter { AtomicFile.isTemporary($0) || $0.hasSuffix(CheckpointStore.damagedSuffix) }
    }
}
