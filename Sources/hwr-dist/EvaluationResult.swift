import Augmentation
import Evaluation
import Recognition
import TextFormats

/// What `evaluate` prints.
struct EvaluationResult: Encodable {
    let metrics: ClassificationMetrics
    let confusion: ConfusionMatrix
    let method: ScoringMethod
    let modelCount: Int
    let calibration: CalibrationTally
    let coverage: CoverageTally
    /// Nil unless `--fit-temperature` was given.
    let fit: TemperatureFit?

    /// The result as a table for the terminal.
    func text(isColoured: Bool) -> String {
        let heading = method.description(modelCount: modelCount).map { "\($0)\n" } ?? ""
        let table = MetricsTable(
            title: "test", metrics: metrics, confusion: confusion,
            fullTable: "evaluate --json", isColoured: isColoured)
        var text =
            heading + table.text + "\nexpected calibration error"
            + " \(NumberText.percent(calibration.error)) %\n"
        if let fit {
            func change(_ value: (TemperatureFit.Calibration) -> String) -> String {
                "\(value(fit.before)) to \(value(fit.after))"
            }
            let losses = change { NumberText.fixed($0.crossEntropy, fractionDigits: 4) }
            let errors = change { NumberText.percent($0.error) }
            text +=
                "temperature \(NumberText.fixed(fit.temperature, fractionDigits: 4)) fits these"
                + " images best: cross-entropy \(losses), calibration error \(errors) %\n"
        }
        return text + "\n" + coverageText
    }

    /// For each threshold of `--reject`, how many images would be kept, and their accuracy.
    private var coverageText: String {
        var table = TextTable(columns: [.right, .right, .right, .right], separator: "  ")
        table.append(["reject below", "images kept", "kept %", "accuracy of these %"])
        for row in coverage.rows {
            table.append([
                NumberText.fixed(row.threshold, fractionDigits: 2), NumberText.grouped(row.count),
                NumberText.percent(row.coverage), row.accuracy.map(NumberText.percent) ?? "–",
            ])
        }
        return table.text + "\n"
    }

    /// The metrics as in `summary.json`, and the coverage table; with options of scoring also how
    /// the images were scored.
    func encode(to encoder: any Encoder) throws {
        try metrics.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(coverage.rows, forKey: .coverage)
        guard method.description(modelCount: modelCount) != nil || fit != nil else { return }
        try container.encode(modelCount, forKey: .models)
        try container.encode(method.views.count, forKey: .views)
        try container.encode(method.temperature, forKey: .temperature)
        try container.encode(calibration.error, forKey: .calibrationError)
        try container.encodeIfPresent(fit, forKey: .fit)
    }

    private enum CodingKeys: String, CodingKey {
        case coverage, models, views, temperature, calibrationError
        case fit = "temperatureFit"
    }
}
