/// The metrics as a table for the terminal.
///
/// Labels stand in the last column, where neither their width nor their direction can push numbers
/// out of line; they are shown as `PrintableText`. Without long names the table fits 80 columns.
package struct MetricsTable {
    private let title: String
    private let metrics: ClassificationMetrics
    private let confusion: ConfusionMatrix
    private let isColoured: Bool

    /// - Parameters:
    ///   - title: what was scored: `test`, `validation`, `training`.
    ///   - metrics: the numbers.
    ///   - confusion: the counts behind them.
    ///   - isColoured: whether headings are set in bold by terminal codes.
    package init(
        title: String, metrics: ClassificationMetrics, confusion: ConfusionMatrix,
        isColoured: Bool = false
    ) {
        precondition(
            metrics.perClass.count == confusion.classCount,
            "\(metrics.perClass.count) classes measured, \(confusion.classCount) counted")
        self.title = title
        self.metrics = metrics
        self.confusion = confusion
        self.isColoured = isColoured
    }

    /// The whole table; every line ends in a line feed.
    package var text: String {
        let sections = [[headline], classLines, averageLines, confusionLines]
        return sections.filter { !$0.isEmpty }
            .map { $0.map { $0 + "\n" }.joined() }
            .joined(separator: "\n")
    }

    /// The first line alone: accuracy, counts and losses.
    package var headline: String {
        let counts =
            "\(NumberText.grouped(confusion.correct)) of "
            + NumberText.grouped(confusion.total)
        return bold("\(title) accuracy \(NumberText.percent(metrics.accuracy)) %")
            + " (\(counts) images), loss \(NumberText.fixed(metrics.loss, fractionDigits: 4)),"
            + " cross-entropy \(NumberText.fixed(metrics.crossEntropy, fractionDigits: 4))"
    }

    private var classLines: [String] {
        [bold(Self.numberHeadings + "  class (in %)")]
            + metrics.perClass.map { entry in
                Self.cells([entry.precision, entry.recall, entry.specificity, entry.f1])
                    + Self.column(NumberText.grouped(entry.support)) + "  "
                    + PrintableText.line(entry.label)
            }
    }

    private var averageLines: [String] {
        let averages = [
            ("macro", metrics.macro), ("micro", metrics.micro), ("weighted", metrics.weighted),
        ]
        return averages.map { name, average in
            Self.cells([average.precision, average.recall, average.specificity, average.f1])
                + Self.column(NumberText.grouped(metrics.count)) + "  \(name) average"
        }
    }

    private var confusionLines: [String] {
        let confusions = confusion.mostFrequentConfusions(limit: Self.confusionLimit)
        guard !confusions.isEmpty else { return [] }
        let headings = Self.column("images") + Self.column("of class %")
        return [bold(headings + "  most frequent confusions")]
            + confusions.map { entry in
                // Latin words between the names keep them in reading order when both are Arabic.
                Self.column(NumberText.grouped(entry.count))
                    + Self.column(NumberText.percent(entry.shareOfTruth))
                    + "  \(label(entry.truth)) taken for \(label(entry.predicted))"
            }
    }

    private func label(_ index: Int) -> String {
        PrintableText.line(metrics.perClass[index].label)
    }

    private func bold(_ text: String) -> String {
        isColoured ? "\u{1B}[1m\(text)\u{1B}[0m" : text
    }

    private static let confusionLimit = 10
    private static let columnWidth = 12

    private static let numberHeadings = [
        "precision", "recall", "specificity", "F1", "images",
    ].map(column).joined()

    private static func cells(_ shares: [Double]) -> String {
        shares.map { column(NumberText.percent($0)) }.joined()
    }

    private static func column(_ text: String) -> String {
        String(repeating: " ", count: max(0, columnWidth - text.count)) + text
    }
}
