import Evaluation
import RunRecords
import TextFormats

/// The top of the page: the run's test accuracy, or the best substitute for it.
struct ReportHeadline {
    private let summary: RunSummary?
    private let lastEpoch: EpochRecord?

    init(results: RunResults) {
        summary = results.summary
        lastEpoch = results.epochs.last
    }

    /// The headline in one line: `test accuracy 98.10 % (3,296 of 3,360 images, grey input)`.
    var sentence: String {
        guard let measured, let accuracy else { return "\(subject): no accuracy measured" }
        let text = "\(subject) \(NumberText.percent(accuracy)) %"
        return measured.isEmpty ? text : "\(text) (\(measured))"
    }

    /// The header of the page.
    var markup: Markup {
        """
        <header>
        <p class="kicker">\(kicker)</p>
        <h1>\(figure)\(subject)</h1>
        \(detail)
        </header>
        """
    }

    /// The set whose accuracy is the headline, with its metrics.
    private var scored: (subject: String, metrics: ClassificationMetrics)? {
        guard let summary else { return nil }
        if let test = summary.test { return ("test accuracy", test) }
        if let validation = summary.validation { return ("validation accuracy", validation) }
        if let train = summary.train { return ("training accuracy, not augmented", train) }
        return nil
    }

    /// What the number is: "test accuracy", or what replaces it.
    private var subject: String {
        if let scored { return scored.subject }
        guard let lastEpoch else { return "finished run" }
        return lastEpoch.validationAccuracy == nil
            ? "running training accuracy after epoch \(lastEpoch.epoch), augmented"
            : "validation accuracy after epoch \(lastEpoch.epoch)"
    }

    /// The number itself, 0 to 1: of the final scoring, or else of the last epoch.
    private var accuracy: Double? {
        scored?.metrics.accuracy ?? lastEpoch.map { $0.validationAccuracy ?? $0.trainAccuracy }
    }

    /// The counts behind the accuracy; empty if the files do not contain them, nil without an
    /// accuracy.
    private var measured: String? {
        guard accuracy != nil else { return nil }
        guard let scored, let summary else { return "" }
        let metrics = scored.metrics
        return
            "\(NumberText.grouped(metrics.correct)) of \(NumberText.grouped(metrics.count)) images,"
            + " \(summary.inputForm.rawValue) input"
    }

    /// The small line above the headline.
    private var kicker: String {
        guard let summary else { return "hwr-dist · run without a summary" }
        return "hwr-dist · preset \(summary.preset) · \(summary.precision)"
    }

    /// The accuracy in large digits; empty if there is none.
    private var figure: Markup {
        guard let accuracy else { return "" }
        return "<strong>\(NumberText.percent(accuracy))<small>%</small></strong>"
    }

    /// The counts, the 95 % confidence interval and the epoch behind the number, or why there is
    /// none.
    private var detail: Markup {
        guard let summary else {
            return """
                <p class="note">The run has not finished, or was stopped: there is no summary.json \
                yet. This page shows its epochs so far.</p>
                """
        }
        guard let scored, let measured else {
            return """
                <p class="note">No images were scored at the end of this run.</p>
                """
        }
        let interval = scored.metrics.accuracyInterval
        let (lower, upper) = (interval.lower, interval.upper)
        let evaluated = summary.evaluated
        let weights = evaluated.averaged ? "averaged weights" : "weights"
        return """
            <p>\(measured) <span class="note">· 95 % interval \
            \(NumberText.fixed(lower * 100, fractionDigits: 1)) to \
            \(NumberText.fixed(upper * 100, fractionDigits: 1)) % · \(weights) of epoch \
            \(evaluated.epoch)</span></p>
            """
    }
}
