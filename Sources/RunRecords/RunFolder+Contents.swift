package import Evaluation
package import Files
import TextFormats

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
        try csvText(manifestPath)
    }

    /// The text of `confusion.csv`; nil while the run is not finished, or when nothing was scored.
    /// - Throws: `FileError` or `RecordError` when the file cannot be read.
    package func confusionText() throws -> [UInt8]? {
        try csvText(confusionPath)
    }

    /// The confusion counts of the run; nil where there is no `confusion.csv`.
    /// - Throws: `FileError` or `RecordError` when the file cannot be read or is no such table.
    package func confusion() throws -> ConfusionTable? {
        guard let text = try confusionText() else { return nil }
        do {
            return try ConfusionTable(csv: String(decoding: text, as: UTF8.self))
        } catch {
            throw RecordError(path: confusionPath, line: nil, what: error.what)
        }
    }

    /// The text of `predictions.csv`; nil while the run is not finished, or when nothing was scored.
    /// - Throws: `FileError` or `RecordError` when the file cannot be read.
    package func predictionsText() throws -> [UInt8]? {
        try csvText(predictionsPath)
    }

    /// The text of `suspects.csv`; nil while the run is not finished.
    /// - Throws: `FileError` or `RecordError` when the file cannot be read.
    package func suspectsText() throws -> [UInt8]? {
        try csvText(suspectsPath)
    }

    /// The training images that the network takes for another class; nil where there is no
    /// `suspects.csv`.
    /// - Throws: `FileError` or `RecordError` when the file cannot be read or is no such table.
    package func suspects() throws -> SuspectTable? {
        guard let text = try suspectsText() else { return nil }
        do {
            return try SuspectTable(csv: String(decoding: text, as: UTF8.self))
        } catch {
            throw RecordError(path: suspectsPath, line: nil, what: error.what)
        }
    }

    /// Writes the CSV files that are there again with a byte order mark before their text, by which
    /// spreadsheets tell UTF-8 from other encodings. All readers pass over it.
    /// - Returns: the paths of the files.
    /// - Throws: `FileError` or `RecordError` when a file cannot be read or written.
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

    /// A CSV file without a byte order mark, so that it is the same text with and without one; nil
    /// where there is no file.
    private func csvText(_ path: String) throws -> [UInt8]? {
        guard try fileSystem.holdsFile(path) else { return nil }
        let text = try InputFile.contents(of: path, fileSystem: fileSystem)
        let mark = CSVText.byteOrderMark
        return text.starts(with: mark) ? Array(text.dropFirst(mark.count)) : text
    }

    /// Whether a run has had this folder before; false where that cannot be seen.
    package var hasBeenLocked: Bool { (try? fileSystem.holdsFile(lockPath)) ?? false }

    /// Writes what a run is about to do: `config.json` and `manifest.csv`. The results that an
    /// earlier one left are removed before.
    package func begin(
        _ configuration: RunConfiguration, manifest: some Sequence<[UInt8]>
    ) throws {
        try removeResults()
        try JSONFile.write(configuration, to: configPath, fileSystem: fileSystem)
        try AtomicFile.replace(manifestPath, fileSystem: fileSystem) { sink throws(FileError) in
            for portion in manifest { try sink.write(portion) }
        }
    }

    /// Writes what the run reached: the tables, then `summary.json`, which ends the run.
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

    /// Removes what a finished run left: its summary first, which says that it is finished. What
    /// is written next into the folder brings that to the disk.
    private func removeResults() throws(FileError) {
        for path in [summaryPath, confusionPath, predictionsPath, suspectsPath, reportPath] {
            try fileSystem.attempt("remove", path, fileSystem.removeIfPresent(path))
        }
    }
}
