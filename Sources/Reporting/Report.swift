package import RunRecords

/// The report of a run: one HTML page made of the files in its folder.
package enum Report {
    /// Makes `report.html` from `config.json`, `metrics.jsonl`, `summary.json` and `confusion.csv`
    /// of a run folder. Files that are absent leave their part of the page out.
    ///
    /// - Throws: what `RunFolder` throws of a file that cannot be used, and of a page that cannot
    ///   be written; `ReportError` when the folder holds no results.
    package static func write(of run: RunFolder) throws {
        try run.writeReport(try page(of: run))
    }

    /// The text of the page.
    package static func page(of run: RunFolder) throws -> String {
        ReportPage(results: try RunResults(of: run)).html.description
    }
}
