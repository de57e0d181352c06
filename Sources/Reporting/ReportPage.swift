import Evaluation
import RunRecords
import TextFormats

/// The page of a run: a self-contained HTML file without scripts.
///
/// Equal results give equal bytes: the page does not contain when or where it was written.
struct ReportPage {
    let results: RunResults

    /// The whole document. Its content security policy forbids scripts and everything from
    /// elsewhere, in case an escape is ever forgotten.
    var html: Markup {
        let headline = ReportHeadline(results: results)
        return """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8"/>
            <meta name="viewport" content="width=device-width, initial-scale=1"/>
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; \
            style-src 'unsafe-inline'"/>
            <title>\(headline.sentence) · hwr-dist</title>
            <style>
            \(ReportStyle.css)
            </style>
            </head>
            <body>
            <main>
            \(headline.markup)
            \(facts)
            \(EpochSection(epochs: results.epochs, summary: results.summary).markup)
            \(ConfusionSection(results: results).markup)
            \(SettingsSection(settings: results.settings, summary: results.summary).markup)
            </main>
            </body>
            </html>

            """
    }

    /// The numbers of the run below its headline.
    private var facts: Markup {
        guard let summary = results.summary else { return "" }
        var facts: [Markup] = []
        func add(_ name: String, _ value: String, _ detail: String) {
            facts.append(
                """
                <div><dt>\(name)</dt><dd>\(value) <small>\(detail)</small></dd></div>
                """)
        }
        func add(_ name: String, _ metrics: ClassificationMetrics?) {
            guard let metrics else { return }
            add(
                name, "\(NumberText.percent(metrics.accuracy)) %",
                "of \(NumberText.grouped(metrics.count))")
        }
        add("Validation accuracy", summary.validation)
        add("Training accuracy, not augmented", summary.train)
        if let test = summary.test {
            add("Test loss", NumberText.fixed(test.loss, fractionDigits: 4), "objective")
            add(
                "Test cross-entropy", NumberText.fixed(test.crossEntropy, fractionDigits: 4), "nats"
            )
        }
        add(
            "Epochs", NumberText.grouped(summary.epochs),
            "\(NumberText.grouped(summary.steps)) steps")
        add(
            "Training speed", NumberText.fixed(summary.imagesPerSecond, fractionDigits: 0),
            "images/s")
        add("Wall time", QuantityText.duration(seconds: summary.wallSeconds), "")
        add("Ranks", "\(summary.ranks)", "\(summary.virtualWorkers) virtual workers")
        add(
            "Peak memory",
            NumberText.fixed(Double(summary.peakMemoryBytes) / 1_048_576, fractionDigits: 1),
            "MiB, largest rank")
        add("Parameters", NumberText.grouped(summary.parameterCount), "")
        return """
            <dl class="facts">
            \(facts)
            </dl>
            """
    }
}
