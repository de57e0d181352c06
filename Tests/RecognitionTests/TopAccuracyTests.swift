import Evaluation
import Recognition
import Testing

@Suite struct TopAccuracyTests {
    /// The class of each image, and the probabilities of all six classes.
    private static let images: [(truth: Int, probabilities: [Double])] = [
        (0, [0.40, 0.25, 0.15, 0.10, 0.06, 0.04]),
        (1, [0.40, 0.25, 0.15, 0.10, 0.06, 0.04]),
        (2, [0.30, 0.28, 0.20, 0.12, 0.07, 0.03]),
        (3, [0.50, 0.20, 0.12, 0.09, 0.06, 0.03]),
        (5, [0.45, 0.22, 0.14, 0.10, 0.06, 0.03]),
        (4, [0.05, 0.10, 0.20, 0.45, 0.18, 0.02]),
        (5, [0.02, 0.08, 0.11, 0.04, 0.35, 0.40]),
        (0, [0.07, 0.30, 0.25, 0.20, 0.13, 0.05]),
    ]

    private static func classesAhead(
        truth: Int, predicted: Int, _ probabilities: [Double]
    ) -> Int {
        probabilities.withUnsafeBufferPointer { probabilities in
            ScoredSample(
                truth: truth, predicted: predicted, probabilities: probabilities,
                scores: .init(start: nil, count: 0)
            ).classesAhead
        }
    }

    /// The first of the most probable classes.
    private static func predicted(_ probabilities: [Double]) -> Int {
        probabilities.indices.reduce(0) { probabilities[$1] > probabilities[$0] ? $1 : $0 }
    }

    /// sklearn.metrics.top_k_accuracy_score(truth, probabilities, k=k) for k of 1, 2, 3 and 5.
    @Test func equalsScikitLearn() {
        var tally = ScoreTally(classCount: 6)
        for (truth, probabilities) in Self.images {
            let predicted = Self.predicted(probabilities)
            tally.add(
                truth: truth, predicted: predicted,
                classesAhead: Self.classesAhead(
                    truth: truth, predicted: predicted, probabilities),
                objective: 0, crossEntropy: 0)
        }
        let metrics = ClassificationMetrics(tally: tally, labels: (0..<6).map { "\($0)" })
        #expect(metrics.accuracy == 0.25)
        #expect(metrics.top2Accuracy == 0.375)
        #expect(metrics.top3Accuracy == 0.625)
        #expect(metrics.top5Accuracy == 0.875)
    }

    /// As in what is predicted; scikit-learn takes the later class first.
    @Test func ofEquallyProbableClassesTheEarlierIsAhead() {
        let equal = [0.25, 0.25, 0.25, 0.25]
        for truth in 0..<4 {
            #expect(Self.classesAhead(truth: truth, predicted: 0, equal) == truth)
        }
        #expect(Self.classesAhead(truth: 1, predicted: 3, [0.1, 0.2, 0.2, 0.5]) == 1)
        #expect(Self.classesAhead(truth: 2, predicted: 3, [0.1, 0.2, 0.2, 0.5]) == 2)
        // Scores that differ can have probabilities that do not.
        #expect(Self.classesAhead(truth: 0, predicted: 1, [0.5, 0.5]) == 1)
    }
}
