import Evaluation
import Testing

@Suite struct MetricsTableTests {
    @Test func tableReadsAsWritten() {
        let text = table(labels: ["alef ا", "beh ب"], counts: [1195, 5, 60, 2100]).text
        #expect(
            text == """
                test accuracy 98.07 % (3,295 of 3,360 images), loss 0.7500, cross-entropy 0.0625

                   precision      recall specificity          F1      images  class (in %)
                       95.22       99.58       97.22       97.35       1,200  alef ا
                       99.76       97.22       99.58       98.48       2,160  beh ب

                       97.49       98.40       98.40       97.91       3,360  macro average
                       98.07       98.07       98.07       98.07       3,360  micro average
                       98.14       98.07       98.74       98.07       3,360  weighted average

                      images  of class %  most frequent confusions
                          60        2.78  beh ب taken for alef ا
                           5        0.42  alef ا taken for beh ب

                """)
    }

    @Test func topAccuraciesStandBelowTheAccuracy() {
        let confusion = ConfusionMatrix(classCount: 2, counts: [1195, 5, 60, 2100])
        let metrics = ClassificationMetrics(
            confusion: confusion, labels: ["a", "b"], loss: 0.75, crossEntropy: 0.0625,
            topAccuracy: { [2: 0.99, 3: 0.99999][$0] })
        let text = MetricsTable(
            title: "test", metrics: metrics, confusion: confusion, fullTable: "summary.json"
        ).text
        #expect(
            text.contains(
                "cross-entropy 0.0625\ntop-2 accuracy 99.00 %, top-3 accuracy 99.99 %\n\n"))
    }

    @Test func numbersStandInOneColumnWhateverTheLabels() {
        let labels = ["ا", "a very long name of a class", "سين", ""]
        let lines = table(labels: labels, counts: (1...16).map { Int64($0) }).text
            .split(separator: "\n")
        for label in labels where !label.isEmpty {
            let row = lines.first { $0.hasSuffix("  " + label) && !$0.contains("taken for") }
            #expect(row?.dropLast(label.count + 2).count == 60)
        }
    }

    @Test func controlCharactersOfLabelsAreNotPrinted() {
        let text = table(labels: ["\u{1B}[2J", "b\nc"], counts: [1, 2, 3, 4]).text
        #expect(!text.contains("\u{1B}"))
        #expect(text.contains("  ?[2J\n"))
        #expect(text.contains("  b?c\n"))
    }

    @Test func perfectScoresHaveNoListOfConfusions() {
        #expect(!table(labels: ["a", "b"], counts: [3, 0, 0, 4]).text.contains("confusions"))
    }

    @Test func averagesSayWhichClassesTheyLeaveOut() {
        let some = table(labels: ["a", "b", "c"], counts: [3, 0, 1, 0, 0, 0, 0, 0, 0]).text
        #expect(some.contains("\nmacro average over 1 of 3 classes; 2 have no image\n"))
        let one = table(labels: ["a", "b"], counts: [3, 1, 0, 0]).text
        #expect(one.contains("\nmacro average over 1 of 2 classes; 1 has no image\n"))
        #expect(!table(labels: ["a"], counts: [3]).text.contains("no image"))
    }

    /// 70 classes: class k has 10 images and recognises all but k % 7 of them; the last has none.
    @Test func ofManyClassesTheWorstAreShown() {
        let count = 70
        var counts = [Int64](repeating: 0, count: count * count)
        for truth in 0..<count - 1 {
            counts[truth * count + truth] = Int64(10 - truth % 7)
            counts[truth * count + (truth + 1) % count] += Int64(truth % 7)
        }
        let lines = table(labels: (0..<count).map { "w\($0)" }, counts: counts).text
            .split(separator: "\n")
        let rows = lines.filter {
            $0.contains("  w") && !$0.contains("taken for") && !$0.hasSuffix("average")
        }
        #expect(rows.count == 40 && lines.count < 70)
        #expect(!rows.contains { $0.hasSuffix("  w69") })
        let f1 = rows.compactMap { Double($0.split(separator: " ")[3]) }
        #expect(f1.count == 40 && f1 == f1.sorted())
        #expect(lines.contains { $0.hasSuffix("class (in %), lowest F1 first") })
        #expect(lines.contains("30 more classes: see summary.json"))
        #expect(lines.contains { $0.hasSuffix("macro average") })
    }

    @Test func headingsAreBoldOnlyWhenAsked() {
        let counts: [Int64] = [3, 1, 0, 4]
        #expect(!table(labels: ["a", "b"], counts: counts).text.contains("\u{1B}"))
        let coloured = table(labels: ["a", "b"], counts: counts, isColoured: true).text
        #expect(coloured.hasPrefix("\u{1B}[1mtest accuracy 87.50 %\u{1B}[0m"))
    }

    private func table(
        labels: [String], counts: [Int64], isColoured: Bool = false
    ) -> MetricsTable {
        let confusion = ConfusionMatrix(classCount: labels.count, counts: counts)
        let metrics = ClassificationMetrics(
            confusion: confusion, labels: labels, loss: 0.75, crossEntropy: 0.0625)
        return MetricsTable(
            title: "test", metrics: metrics, confusion: confusion, fullTable: "summary.json",
            isColoured: isColoured)
    }
}
