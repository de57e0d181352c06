import Evaluation
import FoundationEssentials
import Glibc
import Reporting
import RunRecords
import TestSupport

/// A run folder on disk with made-up results, removed after use.
struct ReportFixture {
    var labels = ["alef", "beh", "teh"]
    var counts: [Int64] = [40, 0, 0, 2, 37, 1, 0, 0, 40]
    var epochCount = 3
    var hasValidation = true
    var hasTest = true
    var hasSummary = true
    var trainAccuracy = 0.5
    var trainLoss: (Int) -> Double = { 2 / Double($0) }
    var waitedForSeconds: [String: Double] = [:]
    var config: String? = #"""
        {"version":2,"identity":{"schedule":{"batchSize":128},"data":{"classNames":["alef"],\#
        "ink":"light"},"arithmetic":{"kernels":"avx2"}},"settings":{"run":"runs/a"}}
        """#

    var confusion: ConfusionMatrix { ConfusionMatrix(classCount: labels.count, counts: counts) }

    /// The page made of these results.
    func page() throws -> String {
        try withFolder { folder in try Report.page(of: RunFolder(folder)) }
    }

    func withFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
        let folder = try TemporaryFolder()
        try write(into: folder.path)
        return try body(folder.path)
    }

    private func write(into folder: String) throws {
        func put(_ text: String, _ name: String) throws {
            try Data(text.utf8).write(to: URL(filePath: folder + "/" + name))
        }
        func json(_ value: some Encodable) throws -> String {
            String(decoding: try JSONEncoder().encode(value), as: UTF8.self)
        }
        if let config { try put(config, "config.json") }
        if epochCount > 0 {
            let lines = try (1...epochCount).map { try json(epoch($0)) + "\n" }
            try put(lines.joined(), "metrics.jsonl")
        }
        if hasSummary { try put(try json(summary), "summary.json") }
        if hasTest {
            try put(ConfusionTable(labels: labels, matrix: confusion).csv, "confusion.csv")
        }
    }

    private func epoch(_ number: Int) -> EpochRecord {
        EpochRecord(
            epoch: number, step: number * 95, learningRate: 0.003, trainLoss: trainLoss(number),
            trainAccuracy: trainAccuracy,
            validationLoss: hasValidation ? 1.5 / Double(number) : nil,
            validationCrossEntropy: hasValidation ? 0.25 : nil,
            validationAccuracy: hasValidation ? 0.75 : nil, best: true, epochSeconds: 12,
            imagesPerSecond: 700, exchangeSeconds: 0.5, waitedForSeconds: waitedForSeconds)
    }

    private var summary: RunSummary {
        let test = ClassificationMetrics(
            confusion: confusion, labels: labels, loss: 0.5625, crossEntropy: 0.0712)
        let other = ClassificationMetrics(
            confusion: ConfusionMatrix(classCount: 2, counts: [3, 1, 0, 4]), labels: ["a", "b"],
            loss: 0.5, crossEntropy: 0.0625)
        return RunSummary(
            test: hasTest ? test : nil, validation: hasValidation ? other : nil, train: nil,
            evaluated: RunSummary.Evaluated(epoch: 2, step: 190, averaged: false, sha256: "e7a1"),
            weightsSHA256: "c0ffee", epochs: epochCount, steps: 285, wallSeconds: 372,
            startToFirstStepSeconds: 1.5, imagesPerSecond: 702.4, ranks: 2, virtualWorkers: 8,
            precision: "f32", kernelSet: "avx2", preset: "compact", parameterCount: 135_996,
            peakMemoryBytes: 91_226_112, inputForm: .grey, seed: 7, dataDigest: "da7a",
            buildID: "b11d")
    }
}
