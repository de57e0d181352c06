/// The metrics of a classifier, computed from its confusion matrix, as stored in `summary.json`.
///
/// With the counts TP, FP, FN, TN of one class against all others: precision = TP / (TP + FP),
/// recall = TP / (TP + FN), specificity = TN / (TN + FP), F1 = 2·TP / (2·TP + FP + FN), support =
/// TP + FN.
///
/// **Averages:** macro and weighted averages are over the classes that occur in the truth (support
/// above 0), as scikit-learn's `precision_recall_fscore_support(labels=…, zero_division=0)`
/// computes them for those labels. A class without images has no recall, and counting it as 0 would
/// report a failure where nothing was tested. Micro averages count all samples and all classes.
///
/// **Zero denominators:** every quotient whose denominator is 0 is 0, as in scikit-learn with
/// `zero_division=0`: precision of a class never predicted, recall of a class without samples,
/// specificity where no sample belongs to another class, all values of an empty matrix.
package struct ClassificationMetrics: Codable, Equatable, Sendable {
    /// The fraction of samples recognised, 0 to 1.
    package let accuracy: Double

    /// The fraction of samples whose class is among the 2, 3 or 5 most probable ones, 0 to 1. Among
    /// equally probable classes the one with the lower index counts as more probable. Nil if there
    /// are no more classes than that, if only a confusion matrix is known, and in older files.
    package let top2Accuracy: Double?
    package let top3Accuracy: Double?
    package let top5Accuracy: Double?

    /// The number of samples.
    package let count: Int64

    /// The mean objective that training minimises, label smoothing included.
    package let loss: Double

    /// The mean cross-entropy without label smoothing, in nats.
    package let crossEntropy: Double

    /// One entry per class, in class order, classes without samples included.
    package private(set) var perClass: [ClassMetrics]

    /// The number of classes with support above 0, which the macro average is over.
    package let classesInTruth: Int

    /// The unweighted mean over the classes with support above 0.
    package let macro: AveragedMetrics

    /// From TP, FP, FN and TN summed over all classes, including those without samples, for which
    /// every prediction is a false positive. Precision, recall and F1 therefore equal the accuracy;
    /// scikit-learn gives the same with all classes as its labels.
    package let micro: AveragedMetrics

    /// The mean over the classes with support above 0, weighted by support.
    package let weighted: AveragedMetrics

    /// - Parameters:
    ///   - confusion: the counts.
    ///   - labels: the class names, one per class.
    ///   - loss: mean objective.
    ///   - crossEntropy: mean cross-entropy, in nats.
    ///   - topAccuracy: the fraction of samples whose class is among the given number of most
    ///     probable ones; nil if unknown.
    package init(
        confusion: ConfusionMatrix, labels: [String], loss: Double, crossEntropy: Double,
        topAccuracy: (_ size: Int) -> Double? = { _ in nil }
    ) {
        precondition(
            labels.count == confusion.classCount,
            "\(labels.count) labels given for \(confusion.classCount) classes")
        let total = confusion.total
        let truthTotals = confusion.truthTotals
        let predictionTotals = confusion.predictionTotals

        var sum = OneAgainstAll(truePositives: 0, falsePositives: 0, falseNegatives: 0, total: 0)
        var perClass: [ClassMetrics] = []
        for (index, label) in labels.enumerated() {
            let truePositives = confusion[truth: index, predicted: index]
            let counts = OneAgainstAll(
                truePositives: truePositives,
                falsePositives: predictionTotals[index] - truePositives,
                falseNegatives: truthTotals[index] - truePositives,
                total: total)
            perClass.append(
                ClassMetrics(
                    label: label, precision: counts.precision, recall: counts.recall,
                    specificity: counts.specificity, f1: counts.f1, support: truthTotals[index]))
            sum = sum + counts
        }

        accuracy = quotient(sum.truePositives, total)
        top2Accuracy = topAccuracy(2)
        top3Accuracy = topAccuracy(3)
        top5Accuracy = topAccuracy(5)
        count = total
        self.loss = loss
        self.crossEntropy = crossEntropy
        self.perClass = perClass
        classesInTruth = perClass.countInTruth
        macro = AveragedMetrics(of: perClass) { _ in 1 }
        micro = AveragedMetrics(
            precision: sum.precision, recall: sum.recall, specificity: sum.specificity, f1: sum.f1)
        weighted = AveragedMetrics(of: perClass) { Double($0.support) }
    }

    /// The metrics of a whole scoring pass.
    package init(tally: ScoreTally, labels: [String]) {
        self.init(
            confusion: tally.confusion, labels: labels, loss: tally.objective,
            crossEntropy: tally.crossEntropy, topAccuracy: tally.topAccuracy)
    }

    /// Decodes stored metrics. Older files have no `classesInTruth`; their macro average was over
    /// all classes and is recomputed from the values of each class.
    ///
    /// - Throws: `DecodingError`, also if a fraction is not within 0 and 1, a top-k accuracy is
    ///   below that of a smaller k, or the supports do not add up to the count or contradict
    ///   `classesInTruth`.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        accuracy = try container.decode(Double.self, forKey: .accuracy)
        top2Accuracy = try container.decodeIfPresent(Double.self, forKey: .top2Accuracy)
        top3Accuracy = try container.decodeIfPresent(Double.self, forKey: .top3Accuracy)
        top5Accuracy = try container.decodeIfPresent(Double.self, forKey: .top5Accuracy)
        count = try container.decode(Int64.self, forKey: .count)
        loss = try container.decode(Double.self, forKey: .loss)
        crossEntropy = try container.decode(Double.self, forKey: .crossEntropy)
        perClass = try container.decode([ClassMetrics].self, forKey: .perClass)
        let storedCount = try container.decodeIfPresent(Int.self, forKey: .classesInTruth)
        classesInTruth = perClass.countInTruth
        let storedMacro = try container.decode(AveragedMetrics.self, forKey: .macro)
        macro = storedCount == nil ? AveragedMetrics(of: perClass) { _ in 1 } : storedMacro
        micro = try container.decode(AveragedMetrics.self, forKey: .micro)
        weighted = try container.decode(AveragedMetrics.self, forKey: .weighted)

        let supports = perClass.map(\.support)
        let sum = supports.reduce(Int64?(0)) { sum, support in
            guard let sum, support >= 0 else { return nil }
            let (next, isTooLarge) = sum.addingReportingOverflow(support)
            return isTooLarge ? nil : next
        }
        let rising =
            [accuracy] + [top2Accuracy, top3Accuracy, top5Accuracy].compactMap { $0 }
        guard zip(rising, rising.dropFirst()).allSatisfy(<=) else {
            throw DecodingError.dataCorruptedError(
                forKey: .accuracy, in: container,
                debugDescription: "a top-k accuracy is below that of fewer classes")
        }
        let shares =
            rising + perClass.flatMap { [$0.precision, $0.recall, $0.specificity, $0.f1] }
            + [macro, micro, weighted].flatMap { [$0.precision, $0.recall, $0.specificity, $0.f1] }
        guard sum == count, count <= Self.greatestCount, shares.allSatisfy((0...1).contains),
            storedCount == nil || storedCount == classesInTruth
        else {
            throw DecodingError.dataCorruptedError(
                forKey: .perClass, in: container,
                debugDescription: "a share is not within 0 and 1, or supports are not the count")
        }
    }

    /// The largest count that is accepted. A Double represents every whole number up to here, so
    /// that counts can be recovered from fractions exactly.
    private static let greatestCount: Int64 = 1 << 53

    private enum CodingKeys: String, CodingKey {
        case accuracy, top2Accuracy, top3Accuracy, top5Accuracy, count, loss, crossEntropy
        case perClass, classesInTruth, macro, micro, weighted
    }

    /// The same metrics with shown names for the classes.
    ///
    /// - Parameter names: one name for each class, in class order; empty to leave the metrics
    ///   unchanged.
    package func named(_ names: [String]) -> ClassificationMetrics {
        guard !names.isEmpty else { return self }
        precondition(
            names.count == perClass.count,
            "\(names.count) names given for \(perClass.count) classes")
        var metrics = self
        for (place, name) in names.enumerated() { metrics.perClass[place].name = name }
        return metrics
    }

    /// The number of samples recognised.
    package var correct: Int64 { Int64((accuracy * Double(count)).rounded()) }
}

/// The metrics of one class against all others; see `ClassificationMetrics` for the formulas.
package struct ClassMetrics: Codable, Equatable, Sendable {
    package let label: String
    /// The name that is shown in place of the label; nil if there is none.
    package fileprivate(set) var name: String?
    package let precision: Double
    package let recall: Double
    package let specificity: Double
    package let f1: Double

    /// The number of samples that belong to the class.
    package let support: Int64

    /// The number of samples of the class that were recognised.
    package var recalled: Int64 { Int64((recall * Double(support)).rounded()) }

    /// The text that is shown to people: the name, or otherwise the label.
    package var shownName: String { name ?? label }

    /// The same without a name.
    package var unnamed: ClassMetrics {
        var metrics = self
        metrics.name = nil
        return metrics
    }

    /// Whether a sample belongs to the class.
    package var isInTruth: Bool { support > 0 }
}

extension [ClassMetrics] {
    fileprivate var countInTruth: Int { count { $0.isInTruth } }
}

/// Averages of the metrics over classes.
package struct AveragedMetrics: Codable, Equatable, Sendable {
    package let precision: Double
    package let recall: Double
    package let specificity: Double
    package let f1: Double

    init(precision: Double, recall: Double, specificity: Double, f1: Double) {
        self.precision = precision
        self.recall = recall
        self.specificity = specificity
        self.f1 = f1
    }

    /// The weighted mean over those of `classes` with support above 0; 0 if there are none.
    init(of classes: [ClassMetrics], weight: (ClassMetrics) -> Double) {
        let classes = classes.filter(\.isInTruth)
        let weights = classes.map(weight)
        let weightSum = weights.reduce(0, +)
        func mean(_ value: (ClassMetrics) -> Double) -> Double {
            guard weightSum > 0 else { return 0 }
            return zip(classes, weights).reduce(0) { $0 + value($1.0) * $1.1 } / weightSum
        }
        precision = mean(\.precision)
        recall = mean(\.recall)
        specificity = mean(\.specificity)
        f1 = mean(\.f1)
    }
}

/// The four counts of one class against all others (one-vs-rest), or their sums over classes.
private struct OneAgainstAll {
    let truePositives: Int64
    let falsePositives: Int64
    let falseNegatives: Int64

    /// All samples: the sum of the three above and the true negatives.
    let total: Int64

    var trueNegatives: Int64 { total - truePositives - falsePositives - falseNegatives }
    var precision: Double { quotient(truePositives, truePositives + falsePositives) }
    var recall: Double { quotient(truePositives, truePositives + falseNegatives) }
    var specificity: Double { quotient(trueNegatives, trueNegatives + falsePositives) }
    var f1: Double {
        quotient(2 * truePositives, 2 * truePositives + falsePositives + falseNegatives)
    }

    static func + (left: OneAgainstAll, right: OneAgainstAll) -> OneAgainstAll {
        OneAgainstAll(
            truePositives: left.truePositives + right.truePositives,
            falsePositives: left.falsePositives + right.falsePositives,
            falseNegatives: left.falseNegatives + right.falseNegatives,
            total: left.total + right.total)
    }
}

/// The quotient of two counts; 0 if the denominator is 0.
private func quotient(_ numerator: Int64, _ denominator: Int64) -> Double {
    denominator == 0 ? 0 : Double(numerator) / Double(denominator)
}
