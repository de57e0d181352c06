import TextFormats

/// The metrics as a table for the terminal.
///
/// Labels are in the last column, where neither their width nor their writing direction can
/// misalign numbers; they are shown as `PrintableText`. Without long names the table fits 80
/// columns. If there are more than 60 classes, only the worst are shown, so that the averages stay
/// on the screen.
package struct MetricsTable {
    private let title: String
    private let metrics: ClassificationMetrics
    private let confusion: ConfusionMatrix
    private let fullTable: String
    private let isColoured: Bool

    /// - Parameters:
    ///   - title: what was scored: `test`, `validation`, `training`.
    ///   - metrics: the numbers.
    ///   - confusion: the counts behind them.
    ///   - fullTable: the file with all classes, named if there are too many for this table.
    ///   - isColoured: whether headings are bold, by terminal codes.
    package init(
        title: String, metrics: ClassificationMetrics, confusion: ConfusionMatrix,
        fullTable: String, isColoured: Bool = false
    ) {
        precondition(
            metrics.perClass.count == confusion.classCount,
            "\(metrics.perClass.count) classes measured, \(confusion.classCount) counted")
        self.title = title
        self.metrics = metrics
        self.confusion = confusion
        self.fullTable = fullTable
        self.isColoured = isColoured
    }

    /// The whole table; every line ends in a line feed.
    package var text: String {
        let sections = [[headline] + topLines, classLines, averageLines, confusionLines]
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

    /// One line with the top-k accuracies that are known; none where no one is.
    private var topLines: [String] {
        let shares = [
            (2, metrics.top2Accuracy), (3, metrics.top3Accuracy), (5, metrics.top5Accuracy),
        ].compactMap { size, share in
            share.map { "top-\(size) accuracy \(NumberText.percent($0)) %" }
        }
        return shares.isEmpty ? [] : [shares.joined(separator: ", ")]
    }

    private var classLines: [String] {
        let shown = shownClasses
        let leftOut = metrics.perClass.count - shown.count
        let order = leftOut > 0 ? ", lowest F1 first" : ""
        let headings = ["precision", "recall", "specificity", "F1", "images"]
        return lines(
            headings: headings + ["class (in %)\(order)"],
            shown.map { entry in
                Self.cells([entry.precision, entry.recall, entry.specificity, entry.f1])
                    + [NumberText.grouped(entry.support), PrintableText.line(entry.shownName)]
            })
            + (leftOut > 0
                ? ["\(NumberText.grouped(leftOut)) more classes: see \(fullTable)"] : [])
    }

    /// All classes in class order, or, if there are many, the worst of those that have images.
    private var shownClasses: [ClassMetrics] {
        let classes = metrics.perClass
        guard classes.count > Self.classLimit else { return classes }
        // The index breaks ties: the standard library promises no stable sort.
        return classes.indices.filter { classes[$0].isInTruth }
            .sorted { (classes[$0].f1, $0) < (classes[$1].f1, $1) }
            .prefix(Self.worstCount).map { classes[$0] }
    }

    private var averageLines: [String] {
        let averages = [
            ("macro", metrics.macro), ("micro", metrics.micro), ("weighted", metrics.weighted),
        ]
        return lines(
            averages.map { name, average in
                Self.cells([average.precision, average.recall, average.specificity, average.f1])
                    + [NumberText.grouped(metrics.count), "\(name) average"]
            }) + [metrics.averagedClasses.map { "macro average \($0)" }].compactMap { $0 }
    }

    private var confusionLines: [String] {
        let confusions = confusion.mostFrequentConfusions(limit: Self.confusionLimit)
        guard !confusions.isEmpty else { return [] }
        return lines(
            headings: ["images", "of class %", "most frequent confusions"],
            confusions.map { entry in
                // Latin words between the names keep them in reading order when both are Arabic.
                [
                    NumberText.grouped(entry.count), NumberText.percent(entry.shareOfTruth),
                    "\(label(entry.truth)) taken for \(label(entry.predicted))",
                ]
            })
    }

    private func label(_ index: Int) -> String {
        PrintableText.line(metrics.perClass[index].shownName)
    }

    private func bold(_ text: String) -> String {
        isColoured ? "\u{1B}[1m\(text)\u{1B}[0m" : text
    }

    private static let classLimit = 60
    private static let worstCount = 40
    private static let confusionLimit = 10
    private static func cells(_ shares: [Double]) -> [String] {
        shares.map { NumberText.percent($0) }
    }

    /// A row: numbers in columns of the same width in all sections, and a name last.
    private func lines(headings: [String]? = nil, _ rows: [[String]]) -> [String] {
        guard let columnCount = (headings ?? rows.first)?.count else { return [] }
        let numbers = [TextTable.Column](
            repeating: .right(atLeast: 12), count: columnCount - 1)
        var table = TextTable(columns: numbers + [.left], separator: "")
        for row in [headings].compactMap({ $0 }) + rows {
            table.append(row.dropLast() + ["  \(row[columnCount - 1])"])
        }
        var lines = table.lines
        if headings != nil { lines[0] = bold(lines[0]) }
        return lines
    }
}
