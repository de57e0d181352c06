package import Evaluation

extension RunFolder {
    /// The result of the run; nil while it is not finished.
    /// - Throws: `FileError` or `RecordError` when the file cannot be read.
    package func summary() throws -> RunSummary? {
        guard try exists(summaryPath) else { return nil }
        return try JSONFile.read(RunSummary.self, from: summaryPath)
    }

    /// The text of `manifest.csv`; nil before the run has begun.
    /// - Throws: `FileError` or `RecordError` when the file cannot be read.
    package func manifestText() throws -> [UInt8]? {
        guard try exists(manifestPath) else { return nil }
        return try JSONFile.contents(of: manifestPath, fileSystem: fileSystem)
    }

    /// The confusion counts of the run; nil while it is not finished, or when nothing was scored.
    /// - Throws: `FileError`, `RecordError` or `ConfusionTableError` when the file cannot be read.
    package func confusion() throws -> ConfusionTable? {
        guard try exists(confusionPath) else { return nil }
        let text = try JSONFile.contents(of: confusionPath, fileSystem: fileSystem)
        return try ConfusionTable(csv: String(decoding: text, as: UTF8.self))
    }

    /// Whether a run has had this folder before; false where that cannot be seen.
    package var hasBeenLocked: Bool { (try? exists(lockPath)) ?? false }

    /// Removes what a finished run left: its summary first, which says that it is finished.
    /// - Throws: `FileError` when a file cannot be removed.
    package func removeResults() throws(FileError) {
        for path in [summaryPath, confusionPath, reportPath] where try exists(path) {
            try fileSystem.attempt("remove", path) { () throws(SystemError) in
                try fileSystem.remove(path)
            }
        }
    }

    private func exists(_ path: String) throws(FileError) -> Bool {
        try fileSystem.attempt("look for", path) { () throws(SystemError) in
            try fileSystem.entryKind(path) != nil
        }
    }
}
