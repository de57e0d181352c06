/// The report of a run: one HTML page made of the files in its folder.
package enum Report {
    /// The name of the page in a run folder.
    package static let fileName = "report.html"

    /// Makes `report.html` from `config.json`, `metrics.jsonl`, `summary.json` and `confusion.csv`
    /// of a run folder. Files that are absent leave their part of the page out.
    ///
    /// - Parameters:
    ///   - runFolder: path of the folder.
    ///   - write: puts bytes into the file at a path so that readers see all of them or none.
    /// - Throws: `ReportError` naming a malformed file; what `write` throws.
    package static func write(
        runFolder: String, write: (_ path: String, _ bytes: [UInt8]) throws -> Void
    ) throws {
        let page = try page(runFolder: runFolder)
        try write(runFolder + "/" + fileName, Array(page.utf8))
    }

    /// The text of the page.
    ///
    /// - Throws: `ReportError` naming a malformed file, or the folder when it holds no results.
    package static func page(runFolder: String) throws(ReportError) -> String {
        ReportPage(results: try RunResults(runFolder: runFolder)).html.description
    }
}
