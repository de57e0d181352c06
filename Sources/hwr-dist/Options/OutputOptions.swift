import ArgumentParser
import Evaluation
import Glibc
import RunRecords
import TextFormats

/// What `train` prints.
struct OutputOptions: ParsableArguments {
    @Flag(help: "Print only the result, warnings and errors.")
    var quiet = false

    @Flag(help: "Print the result as JSON.")
    var json = false

    @OptionGroup var classNames: ClassNameOptions

    /// Prints the result of a run, which is in the run folder, on standard output.
    /// - Throws: when `confusion.csv` cannot be read.
    func show(_ summary: RunSummary, of folder: RunFolder) throws {
        if json {
            StandardOutput.report(String(decoding: try JSONFile.line(summary), as: UTF8.self))
            return
        }
        let scored =
            summary.test.map { ("test", $0) }
            ?? summary.validation.map {
                ("validation", $0)
            }
        if let (title, metrics) = scored, let confusion = try folder.confusion() {
            guard confusion.labels.count == metrics.perClass.count else {
                throw RecordError(
                    path: folder.confusionPath, line: nil,
                    what: "it has \(confusion.labels.count) classes, and summary.json has "
                        + "\(metrics.perClass.count)")
            }
            StandardOutput.report(
                MetricsTable(
                    title: title, metrics: metrics, confusion: confusion.matrix,
                    fullTable: "\(folder.summaryPath) or \(folder.reportPath)",
                    isColoured: Terminal.hasColoredOutput
                ).text)
        }
        for (title, metrics) in [
            ("training", summary.train), ("validation", summary.validation),
            ("test", summary.test),
        ] {
            guard let metrics else { continue }
            let name = title + String(repeating: " ", count: 12 - title.count)
            StandardOutput.report(
                "\(name)accuracy \(NumberText.percent(metrics.accuracy)) % of"
                    + " \(metrics.count) images (\(summary.inputForm.rawValue))")
        }
        let mistaken = summary.train.map { $0.count - $0.correct } ?? 0
        if mistaken > 0 {
            StandardOutput.report(
                "suspects    \(mistaken) training \(mistaken == 1 ? "image" : "images") taken for"
                    + " another class, the"
                    + (mistaken > SuspectTable.rowLimit ? " \(SuspectTable.rowLimit)" : "")
                    + " surest first in \(folder.suspectsPath)")
        }
        StandardOutput.report("weights     \(summary.weightsSHA256)")
        StandardOutput.report(
            "time        \(NumberText.fixed(summary.wallSeconds, fractionDigits: 1)) s,"
                + " \(NumberText.fixed(summary.imagesPerSecond, fractionDigits: 0)) images/s on"
                + " \(summary.ranks)"
                + " \(summary.ranks == 1 ? "rank" : "ranks"),"
                + " \(summary.peakMemoryBytes >> 20) MiB in the largest")
        StandardOutput.report("report      \(folder.reportPath)")
    }
}
