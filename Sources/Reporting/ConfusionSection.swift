import Evaluation
import RunRecords
import TextFormats

/// The confusion matrix, the most frequent confusions, and the table of classes.
struct ConfusionSection {
    /// Its labels are the names that are shown for the classes.
    private let table: ConfusionTable?

    /// The first set that was scored, of test, validation and training; nil if there is none.
    private let scored: (name: String, metrics: ClassificationMetrics)?

    /// The name of the set that the matrix counts, which is found by its class sizes; empty if none
    /// matches.
    private let countedName: String

    init(results: RunResults) {
        let summary = results.summary
        let sets = [
            ("test", summary?.test), ("validation", summary?.validation),
            ("training", summary?.train),
        ].compactMap { name, metrics in metrics.map { (name: name, metrics: $0) } }
        scored = sets.first
        table = results.confusion.map { table in
            let known = sets.first { $0.metrics.perClass.map(\.label) == table.labels }
            return ConfusionTable(
                labels: known?.metrics.perClass.map(\.shownName) ?? table.labels,
                matrix: table.matrix)
        }
        countedName =
            sets.first { _, metrics in
                metrics.perClass.map(\.support) == results.confusion?.matrix.truthTotals
            }.map { "\($0.name) " } ?? ""
    }

    /// Both parts; each is empty if its file is missing.
    var markup: Markup {
        "\([matrix, classes])"
    }

    /// The heat map of `confusion.csv`, with the list of the most frequent confusions next to it.
    private var matrix: Markup {
        guard let table else { return "" }
        let total = NumberText.grouped(table.matrix.total)
        let map = HeatMap(table)
        let undrawn: Markup =
            map.undrawnCount == 0
            ? ""
            : """
             The \(NumberText.grouped(HeatMap.confusionLimit)) largest red cells are drawn, \
            \(NumberText.grouped(map.undrawnCount)) more are not; confusion.csv has all.
            """
        return """
            <section>
            <h2>Confusions</h2>
            <p class="note">\(total) \(countedName)images. Rows are the true classes, columns the \
            predictions. Green cells count correct predictions, shaded by their share of the \
            class; red cells count wrong ones, shaded by the square root of their number. Hover \
            over a cell to see its classes and counts.\(undrawn)</p>
            <div class="beside">
            <div class="card scroll">
            \(map.svg)
            </div>
            \(mostFrequent(table))
            </div>
            </section>
            """
    }

    /// The most frequent confusions, with their share of the true class: of few large classes and
    /// many small ones, the counts alone would show the large ones only.
    private func mostFrequent(_ table: ConfusionTable) -> Markup {
        let confusions = table.matrix.mostFrequentConfusions(limit: Self.confusionLimit)
        guard !confusions.isEmpty else {
            return """
                <p class="note">No image was taken for another class.</p>
                """
        }
        let rows = confusions.map { entry -> Markup in
            """
            <tr><td class="name"><bdi>\(table.labels[entry.truth])</bdi></td>\
            <td class="name"><bdi>\(table.labels[entry.predicted])</bdi></td>\
            <td>\(NumberText.grouped(entry.count))</td>\
            <td>\(NumberText.percent(entry.shareOfTruth))</td></tr>
            """
        }
        return """
            <div class="card scroll list"><h3>Most frequent</h3><table>
            <thead><tr><th>Class</th><th>Taken for</th><th>Images</th><th>Of class %</th>\
            </tr></thead>
            <tbody>
            \(rows)
            </tbody>
            </table></div>
            """
    }

    /// Precision, recall, specificity and F1 of each class, and their averages.
    private var classes: Markup {
        guard let scored else { return "" }
        let metrics = scored.metrics
        let greatestMiss = metrics.perClass.map { $0.support - $0.recalled }.max() ?? 0
        let macro = metrics.averagedClasses.map { " \($0)" } ?? ""
        let averages = [
            ("Macro average\(macro)", metrics.macro), ("Micro average", metrics.micro),
            ("Weighted average", metrics.weighted),
        ].map { name, average -> Markup in
            """
            <tr><td>\(name)</td><td>\(NumberText.grouped(metrics.count))</td>\
            <td>\(NumberText.percent(average.precision))</td>\
            <td>\(NumberText.percent(average.recall))</td>\
            <td>\(NumberText.percent(average.specificity))</td>\
            <td>\(NumberText.percent(average.f1))</td><td></td></tr>
            """
        }
        let absent = metrics.absentClasses(of: scored.name).map { " There is \($0)." } ?? ""
        return """
            <section>
            <h2>Classes</h2>
            <p class="note">Of the \(scored.name) images, in percent. A quotient without a \
            denominator, such as the precision of a class that was never predicted, counts as 0.\
            \(absent)</p>
            <div class="card scroll"><table>
            <thead><tr><th>Class</th><th>Images</th><th>Precision</th><th>Recall</th>\
            <th>Specificity</th><th>F1</th><th class="bar">Missed</th></tr></thead>
            <tbody>
            \(metrics.perClass.map { row($0, greatestMiss: greatestMiss) })
            </tbody>
            <tfoot>
            \(averages)
            </tfoot>
            </table></div>
            </section>
            """
    }

    /// - Parameter greatestMiss: the most missed images of any class, which get the longest bar.
    private func row(_ entry: ClassMetrics, greatestMiss: Int64) -> Markup {
        let missed = entry.support - entry.recalled
        let length = 100 * Double(missed) / Double(max(1, greatestMiss))
        return """
            <tr><td class="name"><bdi>\(entry.shownName)</bdi></td>\
            <td>\(NumberText.grouped(entry.support))</td>\
            <td>\(NumberText.percent(entry.precision))</td>\
            <td>\(NumberText.percent(entry.recall))</td>\
            <td>\(NumberText.percent(entry.specificity))</td>\
            <td>\(NumberText.percent(entry.f1))</td>\
            <td class="bar"><span><b>\(NumberText.grouped(missed))</b>\
            <i style="width:\(length)%"></i></span></td></tr>
            """
    }

    /// The length of the list of confusions.
    private static let confusionLimit = 12
}
