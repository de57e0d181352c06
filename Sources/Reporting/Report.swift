package import RunRecords

/// The report of a run: one HTML page made of the files in its folder.
package enum Report {
    /// Makes `report.html` from `config.json`, `metrics.jsonl`, `summary.json` and `confusion.csv`
    /// of a run folder. Files that are absent leave their part of the page out.
    ///
    /// - Parameter namesFile: a file of names to show for the classes; nil for the run's own.
    /// - Throws: what `RunFolder` throws of a file that cannot be used, and of a page that cannot
    ///   be written; `ReportError` when the folder holds no results; what `ShownNames` throws of the
    ///   file of names.
    package static func write(of run: RunFolder, namesFile: String? = nil) throws {
        try run.writeReport(try page(of: run, namesFile: namesFile))
    }

    /// The text of the page.
    package static func page(of run: RunFolder, namesFile: String? = nil) throws -> String {
        ReportPage(results: try RunResults(of: run, namesFile: namesFile)).html.description
    }
}
