import Reporting
import RunRecords

/// The parts of the input between zero bytes are the four files that the report is made of.
func checkReport(_ bytes: [UInt8]) throws(Finding) {
    let names = ["config.json", "metrics.jsonl", "summary.json", "confusion.csv"]
    let parts = bytes.split(separator: 0, maxSplits: 3, omittingEmptySubsequences: false)
    let folder = ScratchFolder()
    for (name, part) in zip(names, parts) where !part.isEmpty { folder.write(part, to: name.utf8) }
    let page: String
    do {
        page = try Report.page(of: RunFolder(folder.path))
    } catch {
        return try requireMessage(error)
    }
    // The page's own text has no control characters but line feeds; nor may the files bring any.
    try require(
        page.utf8.allSatisfy { $0 >= 0x20 || $0 == 0x0A || $0 == 0x09 },
        "a control character stands on the page")
    let lowered = page.lowercased()
    try require(
        !lowered.contains("<script") && !lowered.contains("<img"),
        "text of the files became markup of the page")
}
