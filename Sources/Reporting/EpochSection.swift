import Evaluation
import RunRecords
import TextFormats

/// The curves of loss and accuracy, the ranks that were slow, and the table of epochs.
struct EpochSection {
    /// The lines of `metrics.jsonl`.
    let epochs: [EpochRecord]
    /// Marks the epoch whose weights were evaluated; nil for an unfinished run.
    let summary: RunSummary?

    /// The section; empty without epochs.
    var markup: Markup {
        guard !epochs.isEmpty else { return "" }
        return """
            <section>
            <h2>Training</h2>
            <div class="pair">
            <figure class="card"><h3>Loss (objective)</h3>
            \(lossChart.svg)</figure>
            <figure class="card"><h3>Accuracy</h3>
            \(accuracyChart.svg)</figure>
            </div>
            <p class="note">\(note)</p>
            \(slowRanks)
            <details><summary>All epochs</summary><div class="scroll">
            \(table)
            </div></details>
            </section>
            """
    }

    /// The objective that training minimises, including label smoothing, so both curves can be
    /// compared.
    private var lossChart: LineChart {
        LineChart(
            title: "Loss by epoch", fractionDigits: 4, bounds: 0...Double.infinity,
            series: series(train: \.trainLoss, validation: \.validationLoss, scale: 1),
            marker: marker)
    }

    private var accuracyChart: LineChart {
        LineChart(
            title: "Accuracy by epoch, percent", unit: " %", fractionDigits: 2, bounds: 0...100,
            series: series(train: \.trainAccuracy, validation: \.validationAccuracy, scale: 100),
            marker: marker)
    }

    /// The curves of a chart: training, and validation if there is any.
    ///
    /// - Parameter scale: 100 for percent.
    private func series(
        train: (EpochRecord) -> Double, validation: (EpochRecord) -> Double?, scale: Double
    ) -> [LineChart.Series] {
        var series = [
            LineChart.Series(
                name: "training, running", points: epochs.map { ($0.epoch, train($0) * scale) })
        ]
        let validated = epochs.compactMap { epoch in
            validation(epoch).map { (epoch: epoch.epoch, value: $0 * scale) }
        }
        if !validated.isEmpty {
            series.append(LineChart.Series(name: "validation", points: validated))
        }
        return series
    }

    /// The epoch whose weights were evaluated.
    private var marker: LineChart.Marker? {
        summary.map { LineChart.Marker(epoch: $0.evaluated.epoch, text: "evaluated") }
    }

    /// Why the training curve may look worse than validation, and where it has gaps.
    private var note: String {
        var text = "Training values are measured during the epoch, on augmented images; "
        text += "validation values, measured after it, may be better."
        if !epochs.contains(where: { $0.validationLoss != nil }) {
            text = "Training values are measured during the epoch, on augmented images. "
            text += "The run had no validation images."
        }
        let brokenCount = epochs.filter { !ChartAxis.isDrawable($0.trainLoss) }.count
        if brokenCount > 0 {
            text += " The training loss of \(brokenCount) of \(epochs.count) epochs was not finite;"
            text += " its curve has a gap there."
        }
        return text
    }

    /// Stragglers, and how long the other ranks waited for each of them in total.
    private var slowRanks: Markup {
        let waits = epochs.flatMap { epoch in
            epoch.waitedForSeconds.map { (name: $0.key, seconds: $0.value, of: epoch) }
        }
        let items = Dictionary(grouping: waits, by: \.name).sorted { $0.key < $1.key }.map {
            name, waits -> Markup in
            let seconds = waits.reduce(0) { $0 + $1.seconds }
            let count = waits.count == 1 ? "1 epoch" : "\(waits.count) epochs"
            return """
                <li>\(name) was slow in \(count), first in epoch \(waits[0].of.epoch): the other ranks \
                waited \(QuantityText.duration(seconds: seconds)) for it.</li>
                """
        }
        return items.isEmpty ? "" : "<ul>\(items)</ul>"
    }

    /// The numbers behind the curves, folded away at first.
    private var table: Markup {
        let rows = epochs.map { epoch -> Markup in
            """
            <tr><td>\(epoch.epoch)\(epoch.best ? " · best" : "")</td>\
            <td>\(NumberText.grouped(epoch.step))</td><td>\(epoch.learningRate.description)</td>\
            <td>\(Self.loss(epoch.trainLoss))</td><td>\(Self.percent(epoch.trainAccuracy))</td>\
            <td>\(Self.loss(epoch.validationLoss))</td>\
            <td>\(Self.loss(epoch.validationCrossEntropy))</td>\
            <td>\(Self.percent(epoch.validationAccuracy))</td>\
            <td>\(NumberText.fixed(epoch.imagesPerSecond, fractionDigits: 0))</td>\
            <td>\(NumberText.fixed(epoch.epochSeconds, fractionDigits: 1))</td>\
            <td>\(NumberText.fixed(epoch.exchangeSeconds, fractionDigits: 2))</td></tr>
            """
        }
        return """
            <table>
            <thead><tr><th>Epoch</th><th>Step</th><th>Learning rate</th><th>Training loss</th>\
            <th>Training %</th><th>Validation loss</th><th>Validation cross-entropy</th>\
            <th>Validation %</th><th>Images/s</th><th>Seconds</th><th>Exchange s</th></tr></thead>
            <tbody>
            \(rows)
            </tbody>
            </table>
            """
    }

    private static func loss(_ value: Double?) -> String {
        value.map { NumberText.fixed($0, fractionDigits: 4) } ?? "–"
    }

    private static func percent(_ share: Double?) -> String {
        share.map(NumberText.percent) ?? "–"
    }
}
