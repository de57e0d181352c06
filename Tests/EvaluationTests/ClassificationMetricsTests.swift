import Evaluation
import FoundationEssentials
import Testing

@Suite struct ClassificationMetricsTests {
    @Test(arguments: try MetricsGolden.read().cases)
    func equalsScikitLearn(golden: MetricsGolden.Case) {
        let labels = (0..<golden.classCount).map { "class \($0)" }
        let metrics = ClassificationMetrics(
            confusion: ConfusionMatrix(classCount: golden.classCount, counts: golden.counts),
            labels: labels, loss: 0, crossEntropy: 0)

        #expect(isClose(metrics.accuracy, golden.accuracy))
        #expect(metrics.count == golden.counts.reduce(0, +))
        #expect(metrics.perClass.map(\.label) == labels)
        #expect(metrics.perClass.map(\.support) == golden.support)
        #expect(metrics.classesInTruth == golden.classesInTruth)
        #expect(areClose(metrics.perClass.map(\.precision), golden.precision))
        #expect(areClose(metrics.perClass.map(\.recall), golden.recall))
        #expect(areClose(metrics.perClass.map(\.specificity), golden.specificity))
        #expect(areClose(metrics.perClass.map(\.f1), golden.f1))
        for (measured, expected) in [
            (metrics.macro, golden.macro), (metrics.micro, golden.micro),
            (metrics.weighted, golden.weighted),
        ] {
            #expect(isClose(measured.precision, expected.precision))
            #expect(isClose(measured.recall, expected.recall))
            #expect(isClose(measured.specificity, expected.specificity))
            #expect(isClose(measured.f1, expected.f1))
        }
    }

    @Test func threeClassesByHand() {
        // Class 0: TP 2, FP 1, FN 2, TN 5.
        let metrics = ClassificationMetrics(
            confusion: ConfusionMatrix(classCount: 3, counts: [2, 1, 1, 0, 3, 0, 1, 0, 2]),
            labels: ["ا", "ب", "ت"], loss: 0.5, crossEntropy: 0.25)
        let first = metrics.perClass[0]
        #expect(first.precision == 2.0 / 3.0)
        #expect(first.recall == 0.5)
        #expect(first.specificity == 5.0 / 6.0)
        #expect(first.f1 == 4.0 / 7.0)
        #expect(first.support == 4)
        #expect(metrics.accuracy == 0.7)
        #expect(metrics.correct == 7)
        #expect(metrics.loss == 0.5)
        #expect(metrics.crossEntropy == 0.25)
    }

    /// The one with images is always right, the four others are never tried.
    @Test func classesWithoutImagesCountInNoAverage() {
        var counts = [Int64](repeating: 0, count: 25)
        counts[6] = 9
        counts[8] = 3
        let metrics = Self.metrics(counts, labels: ["a", "b", "c", "d", "e"])
        #expect(metrics.classesInTruth == 1 && metrics.perClass.count == 5)
        #expect(metrics.macro.recall == 0.75 && metrics.weighted.recall == 0.75)
        #expect(metrics.macro.precision == 1 && metrics.macro.specificity == 0)
        // The images taken for an absent class are its false positives.
        #expect(metrics.micro.precision == metrics.accuracy && metrics.micro.f1 == 0.75)
        #expect(
            "\(metrics.absentClasses(of: "test").map(\.description) ?? "none")"
                == "no test image of a, c, d, e: averages leave these classes out")
    }

    /// `classesInTruth` came with the averages over the classes in the truth.
    @Test func olderMetricsAreReadByTheAveragesOfToday() throws {
        let metrics = Self.metrics([2, 0, 0, 0, 2, 0, 0, 0, 0], labels: ["a", "b", "c"])
        #expect(metrics.macro.recall == 1)
        // In the order of the keys: in any other one the field may be the last, without a comma.
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let text = String(decoding: try encoder.encode(metrics), as: UTF8.self)
        let older = text.replacing(#""classesInTruth":2,"#, with: "").replacing(
            try Regex(#""macro":\{[^}]*\}"#),
            with: #""macro":{"f1":0.6,"precision":0.6,"recall":0.6,"specificity":1}"#)
        #expect(!older.contains("classesInTruth") && older.contains("0.6"))
        let read = try JSONDecoder().decode(ClassificationMetrics.self, from: Data(older.utf8))
        #expect(read == metrics)
        // Since then the file's own value counts, so that verify finds one that was changed.
        let changed = older.dropFirst().description
        let forged = try JSONDecoder().decode(
            ClassificationMetrics.self, from: Data((#"{"classesInTruth":2,"# + changed).utf8))
        #expect(forged.macro.recall == 0.6 && forged != metrics)
    }

    private static func metrics(_ counts: [Int64], labels: [String]) -> ClassificationMetrics {
        ClassificationMetrics(
            confusion: ConfusionMatrix(classCount: labels.count, counts: counts), labels: labels,
            loss: 0, crossEntropy: 0)
    }

    @Test func everyQuotientOfAnEmptyMatrixIsZero() {
        let metrics = ClassificationMetrics(
            confusion: ConfusionMatrix(classCount: 2), labels: ["a", "b"], loss: 0,
            crossEntropy: 0)
        #expect(metrics.accuracy == 0)
        for average in [metrics.macro, metrics.micro, metrics.weighted] {
            let values = [average.precision, average.recall, average.specificity, average.f1]
            #expect(values == [0, 0, 0, 0])
        }
    }

    @Test func jsonHasTheKeysOfTheSummary() throws {
        let metrics = ClassificationMetrics(
            confusion: ConfusionMatrix(classCount: 1, counts: [3]), labels: ["alef"], loss: 0.5,
            crossEntropy: 0.25)
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let text = String(decoding: try encoder.encode(metrics), as: UTF8.self)
        let average = #"{"f1":1,"precision":1,"recall":1,"specificity":0}"#
        #expect(
            text == #"{"accuracy":1,"classesInTruth":1,"count":3,"crossEntropy":0.25,"loss":0.5,"#
                + #""macro":\#(average),"micro":\#(average),"#
                + #""perClass":[{"f1":1,"label":"alef","precision":1,"recall":1,"#
                + #""specificity":0,"support":3}],"weighted":\#(average)}"#)
        let read = try JSONDecoder().decode(ClassificationMetrics.self, from: Data(text.utf8))
        #expect(read == metrics)
    }

    @Test func namesStandBesideTheLabelsOfTheSummary() throws {
        let plain = Self.metrics([3, 1, 0, 4], labels: ["1", "2"])
        let named = plain.named(["alef", "ba"])
        #expect(plain.named([]) == plain && plain.perClass.map(\.shownName) == ["1", "2"])
        #expect(named.perClass.map(\.label) == ["1", "2"])
        #expect(named.perClass.map(\.shownName) == ["alef", "ba"])
        #expect(named.perClass.map(\.unnamed) == plain.perClass)
        let text = String(decoding: try JSONEncoder().encode(named), as: UTF8.self)
        #expect(text.contains(#""name":"ba""#))
        let read = try JSONDecoder().decode(ClassificationMetrics.self, from: Data(text.utf8))
        #expect(read == named)
    }

    @Test func topAccuraciesAreKeysOfTheSummaryWhereTheyAreKnown() throws {
        let metrics = ClassificationMetrics(
            confusion: ConfusionMatrix(classCount: 4, counts: .init(repeating: 1, count: 16)),
            labels: ["a", "b", "c", "d"], loss: 0.5, crossEntropy: 0.25,
            topAccuracy: { [2: 0.5, 3: 0.75][$0] })
        let text = String(decoding: try JSONEncoder().encode(metrics), as: UTF8.self)
        #expect(text.contains(#""top2Accuracy":0.5"#) && text.contains(#""top3Accuracy":0.75"#))
        #expect(!text.contains("top5Accuracy"))
        func read(_ text: String) throws -> ClassificationMetrics {
            try JSONDecoder().decode(ClassificationMetrics.self, from: Data(text.utf8))
        }
        #expect(try read(text) == metrics)
        for impossible in ["0.2", "0.8", "1.5"] {
            let broken = text.replacing(
                #""top2Accuracy":0.5"#, with: #""top2Accuracy":\#(impossible)"#)
            #expect(throws: DecodingError.self) { try read(broken) }
        }
    }

    @Test(arguments: [
        (#""accuracy":1"#, #""accuracy":1e300"#), (#""accuracy":1"#, #""accuracy":-0.5"#),
        (#""support":3"#, #""support":-3"#), (#""count":3"#, #""count":4"#),
        (#""classesInTruth":1"#, #""classesInTruth":2"#),
    ])
    func jsonWithImpossibleNumbersIsRefused(part: String, replacement: String) throws {
        let metrics = ClassificationMetrics(
            confusion: ConfusionMatrix(classCount: 1, counts: [3]), labels: ["alef"], loss: 0.5,
            crossEntropy: 0.25)
        let text = String(decoding: try JSONEncoder().encode(metrics), as: UTF8.self)
        let broken = text.replacing(part, with: replacement)
        #expect(broken != text)
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode(ClassificationMetrics.self, from: Data(broken.utf8))
        }
    }

    /// A share of such a count would be rounded to one beyond Int64.
    @Test func jsonWithACountBeyondAllImagesIsRefused() throws {
        let metrics = ClassificationMetrics(
            confusion: ConfusionMatrix(classCount: 1, counts: [3]), labels: ["alef"], loss: 0.5,
            crossEntropy: 0.25)
        let text = String(decoding: try JSONEncoder().encode(metrics), as: UTF8.self)
        let broken = text.replacing(#""count":3"#, with: #""count":9223372036854775807"#)
            .replacing(#""support":3"#, with: #""support":9223372036854775807"#)
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode(ClassificationMetrics.self, from: Data(broken.utf8))
        }
    }

    @Test func accuracyIntervalIsWilsons() {
        // scipy.stats.binomtest(3296, 3360).proportion_ci(0.95, "wilson").
        let metrics = ClassificationMetrics(
            confusion: ConfusionMatrix(classCount: 2, counts: [3000, 64, 0, 296]),
            labels: ["a", "b"], loss: 0, crossEntropy: 0)
        #expect(abs(metrics.accuracyInterval.lower - 0.9757513182099979) < 1e-12)
        #expect(abs(metrics.accuracyInterval.upper - 0.9850549622182967) < 1e-12)
    }
}

/// scikit-learn's numbers, written by scripts/make-metrics-golden.py.
struct MetricsGolden: Decodable {
    struct Average: Decodable {
        let precision: Double
        let recall: Double
        let specificity: Double
        let f1: Double
    }

    struct Case: Decodable, CustomTestStringConvertible {
        let name: String
        let classCount: Int
        let counts: [Int64]
        let accuracy: Double
        let precision: [Double]
        let recall: [Double]
        let specificity: [Double]
        let f1: [Double]
        let support: [Int64]
        let classesInTruth: Int
        let macro: Average
        let micro: Average
        let weighted: Average

        var testDescription: String { name }
    }

    let cases: [Case]

    static func read() throws -> MetricsGolden {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
        let data = try Data(contentsOf: folder.appending(path: "Fixtures/metrics.json"))
        return try JSONDecoder().decode(MetricsGolden.self, from: data)
    }
}

private func isClose(_ value: Double, _ expected: Double) -> Bool {
    abs(value - expected) <= 1e-12
}

private func areClose(_ values: [Double], _ expected: [Double]) -> Bool {
    values.count == expected.count && zip(values, expected).allSatisfy { isClose($0, $1) }
}
