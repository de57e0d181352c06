package import Evaluation
package import Files
import TextFormats

extension RunFolder {
    /// The result of the run; nil if the run is not finished.
    /// - Throws: `FileError` or `RecordError` when the file cannot be read.
    package func summary() throws -> RunSummary? {
        guard try fileSystem.holdsFile(summaryPath) else { return nil }
        return try JSONFile.read(RunSummary.self, from: summaryPath, fileSystem: fileSystem)
    }

    /// The text of `manifest.csv`; nil if the run has not started.
    /// - Throws: `FileError` or `RecordError` when the file cannot be read.
    package func manifestText() throws -> [UInt8]? {
        try csvText(manifestPath)
    }

    /// The text of `confusion.csv`; nil if the run is not finished or nothing was scored.
    /// - Throws: `FileError` or `RecordError` when the file cannot be read.
    package func confusionText() throws -> [UInt8]? {
        try csvText(confusionPath)
    }

    /// The confusion matrix of the run; nil if there is no `confusion.csv`.
    /// - Throws: `FileError` or `RecordError` if the file cannot be read or is not such a table.
    package func confusion() throws -> ConfusionTable? {
        guard let text = try confusionText() else { return nil }
        do {
            return try ConfusionTable(csv: String(decoding: text, as: UTF8.self))
        } catch {
            throw RecordError(path: confusionPath, line: nil, what: error.what)
        }
    }

    /// The text of `predictions.csv`; nil if the run is not finished or nothing was scored.
    /// - Throws: `FileError` or `RecordError` when the file cannot be read.
    package func predictionsText() throws -> [UInt8]? {
        try csvText(predictionsPath)
    }

    /// The text of `suspects.csv`; nil if the run is not finished.
    /// - Throws: `FileError` or `RecordError` when the file cannot be read.
    package func suspectsText() throws -> [UInt8]? {
        try csvText(suspectsPath)
    }

    /// The training images that the network assigns to a different class than their label; nil if
    /// there is no `suspects.csv`.
    /// - Throws: `FileError` or `RecordError` when the file cannot be read or is no such table.
    package func suspects() throws -> SuspectTable? {
        guard let text = try suspectsText() else { return nil }
        do {
            return try SuspectTable(csv: String(decoding: text, as: UTF8.self))
        } catch {
            throw RecordError(path: suspectsPath, line: nil, what: error.what)
        }
    }

    /// Rewrites the existing CSV files with a byte order mark, by which spreadsheets recognise
    /// UTF-8. All readers of this program skip it.
    /// - Returns: the paths of the files.
    /// - Throws: `FileError` or `RecordError` if a file cannot be read or written.
    package func addByteOrderMarks() throws -> [String] {
        var written: [String] = []
        for path in [manifestPath, confusionPath, predictionsPath, suspectsPath] {
            guard let text = try csvText(path) else { continue }
            try AtomicFile.replace(
                path, bytes: CSVText.byteOrderMark + text, fileSystem: fileSystem)
            written.append(path)
        }
        return written
    }

    /// The text of a CSV file without its byte order mark, so that files with and without one are
    /// equal; nil if there is no file.
    private func csvText(_ path: String) throws -> [UInt8]? {
        guard try fileSystem.holdsFile(path) else { return nil }
        let text = try InputFile.contents(of: path, fileSystem: fileSystem)
        let mark = CSVText.byteOrderMark
        return text.starts(with: mark) ? Array(text.dropFirst(mark.count)) : text
    }

    /// Whether a run has used this folder before; false if that cannot be determined.
    package var hasBeenLocked: Bool { (try? fileSystem.holdsFile(lockPath)) ?? false }

    /// Writes the inputs of a run: `config.json` and `manifest.csv`. The results of an earlier run
    /// are removed first, so that the folder never mixes two runs.
    package func begin(
        _ configuration: RunConfiguration, manifest: some Sequence<[UInt8]>
    ) throws {
        try removeResults()
        try JSONFile.write(configuration, to: configPath, fileSystem: fileSystem)
        try AtomicFile.replace(manifestPath, fileSystem: fileSystem) { sink throws(FileError) in
            for portion in manifest { try sink.write(portion) }
        }
    }

    /// Writes the results of a run: the tables, then `summary.json`, whose existence means that the
    /// run is finished.
    package func finish(
        _ summary: RunSummary, confusion: ConfusionTable?, predictions: PredictionTable?,
        suspects: SuspectTable?
    ) throws {
        if let confusion {
            try AtomicFile.replace(
                confusionPath, bytes: Array(confusion.csv.utf8), fileSystem: fileSystem)
        }
        if let predictions {
            try predictions.write(to: predictionsPath, fileSystem: fileSystem)
        }
        if let suspects {
            try AtomicFile.replace(
                suspectsPath, bytes: Array(suspects.csv.utf8), fileSystem: fileSystem)
        }
        try JSONFile.write(summary, to: summaryPath, fileSystem: fileSystem)
    }

    /// Writes `report.html`.
    package func writeReport(_ page: String) throws(FileError) {
        try AtomicFile.replace(reportPath, bytes: Array(page.utf8), fileSystem: fileSystem)
    }

    /// Removes the results of a finished run, beginning with its summary, whose existence means
    /// that the run is finished. The next write into the folder makes the removal durable.
    private func removeResults() throws(FileError) {
        for path in [summaryPath, confusionPath, predictionsPath, suspectsPath, reportPath] {
            try fileSystem.attempt("remove", path, fileSystem.removeIfPresent(path))
        }
    }
}
