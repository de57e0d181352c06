package import Files

extension RunFolder {
    /// Whether the folder contains files of a run.
    /// - Throws: `FileError` if the folder cannot be examined.
    package func holdsRun() throws(FileError) -> Bool {
        for path in [configPath, manifestPath, metricsPath, summaryPath, checkpointsPath]
        where try fileSystem.holdsFile(path) {
            return true
        }
        return false
    }

    /// The configuration of the run; nil if the run has not started.
    /// - Throws: `FileError` or `RecordError` if the file cannot be read.
    package func configuration() throws -> RunConfiguration? {
        guard try fileSystem.holdsFile(configPath) else { return nil }
        return try RunConfiguration(
            json: InputFile.contents(of: configPath, fileSystem: fileSystem), path: configPath)
    }

    /// Checks that `config.json` was not written by a different version of the program. A damaged
    /// file passes, because the run writes it again.
    /// - Throws: `RecordError` that names both versions.
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
    /// - Throws: `FileError` if the folder cannot be examined.
    package func hasBest() throws(FileError) -> Bool {
        try fileSystem.holdsFile(checkpoints.bestPath)
    }

    /// The checkpoint of the best epoch; nil if there is none.
    /// - Throws: `FileError` if the folder cannot be examined, `CheckpointError` if the checkpoint
    ///   is damaged.
    package func best() throws -> Checkpoint? {
        guard try hasBest() else { return nil }
        return try Checkpoint.read(checkpoints.bestPath, fileSystem: fileSystem)
    }

    /// Files that no run reads again, as paths relative to the folder: temporary files of killed
    /// writers, and damaged checkpoints that were renamed.
    /// - Throws: `FileError` if a folder cannot be listed.
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
