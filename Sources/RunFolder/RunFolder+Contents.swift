package import Evaluation

extension RunFolder {
    /// The result of the run; nil while it is not finished.
    /// - Throws: `FileError` or `RecordError` when the file cannot be read.
    package func summary() throws -> RunSummary? {
        guard try fileSystem.holdsFile(summaryPath) else { return nil }
        return try JSONFile.read(RunSummary.self, from: summaryPath, fileSystem: fileSystem)
    }

    /// The text of `manifest.csv`; nil before the run has begun.
    /// - Throws: `FileError` or `RecordError` when the file cannot be read.
    package func manifestText() throws -> [UInt8]? {
        guard try fileSystem.holdsFile(manifestPath) else { return nil }
        return try JSONFile.contents(of: manifestPath, fileSystem: fileSystem)
    }

    /// The text of `confusion.csv`; nil while the run is not finished, or when nothing was scored.
    /// - Throws: `FileError` or `RecordError` when the file cannot be read.
    package func confusionText() throws -> [UInt8]? {
        guard try fileSystem.holdsFile(confusionPath) else { return nil }
        return try JSONFile.contents(of: confusionPath, fileSystem: fileSystem)
    }

    /// The confusion counts of the run; nil where there is no `confusion.csv`.
    /// - Throws: as `confusionText`; `ConfusionTableError` when they make no table.
    package func confusion() throws -> ConfusionTable? {
        try confusionText().map { try ConfusionTable(csv: String(decoding: $0, as: UTF8.self)) }
    }

    /// The text of `predictions.csv`; nil while the run is not finished, or when nothing was scored.
    /// - Throws: `FileError` or `RecordError` when the file cannot be read.
    package func predictionsText() throws -> [UInt8]? {
        guard try fileSystem.holdsFile(predictionsPath) else { return nil }
        return try JSONFile.contents(of: predictionsPath, fileSystem: fileSystem)
    }

    /// Whether a run has had this folder before; false where that cannot be seen.
    package var hasBeenLocked: Bool { (try? fileSystem.holdsFile(lockPath)) ?? false }

    /// Writes what a run is about to do: `config.json` and `manifest.csv`. The results that an
    /// earlier one left are removed before.
    package func begin(_ configuration: RunConfiguration, manifest: [UInt8]) throws {
        try removeResults()
        try JSONFile.write(configuration, to: configPath, fileSystem: fileSystem)
        try AtomicFile.write(manifestPath, bytes: manifest, fileSystem: fileSystem)
    }

    /// Writes what the run reached: `confusion.csv` and `predictions.csv`, then `summary.json`, which
    /// ends the run.
    package func finish(
        _ summary: RunSummary, confusion: ConfusionTable?, predictions: PredictionTable?
    ) throws {
        if let confusion {
            try AtomicFile.write(
                confusionPath, bytes: Array(confusion.csv.utf8), fileSystem: fileSystem)
        }
        if let predictions {
            try predictions.write(to: predictionsPath, fileSystem: fileSystem)
        }
        try JSONFile.write(summary, to: summaryPath, fileSystem: fileSystem)
    }

    /// Removes what a finished run left: its summary first, which says that it is finished. What
    /// is written next into the folder brings that to the disk.
    private func removeResults() throws(FileError) {
        for path in [summaryPath, confusionPath, predictionsPath, reportPath] {
            try fileSystem.attempt("remove", path) { () throws(SystemError) in
                if try fileSystem.entryKind(path) != nil { try fileSystem.remove(path) }
            }
        }
    }
}
