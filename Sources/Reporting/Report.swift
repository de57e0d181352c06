package import RunRecords

/// The report of a run: one HTML page, a function of the files in the run folder.
package enum Report {
    /// Writes `report.html` from `config.json`, `metrics.jsonl`, `summary.json` and `confusion.csv`
    /// of a run folder. If a file is missing, its part of the page is left out.
    ///
    /// - Parameter namesFile: a file of names to show for the classes; nil to show the run's own.
    /// - Throws: what `RunFolder` throws when a file cannot be used or the page cannot be written;
    ///   `ReportError` when the folder holds no results; what `ShownNames` throws for the file of
    ///   names.
    package static func write(of run: RunFolder, namesFile: String? = nil) throws {
        try run.writeReport(try page(of: run, namesFile: namesFile))
    }

    /// The page as HTML text.
    package static func page(of run: RunFolder, namesFile: String? = nil) throws -> String {
        ReportPage(results: try RunResults(of: run, namesFile: namesFile)).html.description
    }
}
