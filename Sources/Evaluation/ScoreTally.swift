/// The sums of a scoring pass over samples and ranks, all of them integers, so that the result does
/// not depend on the number of ranks.
///
/// Each rank tallies its own samples, an integer all-reduce adds the `integers` of all ranks, and
/// every rank creates the same tally from the sum:
///
///     let whole = ScoreTally(classCount: classCount, integers: summed)
///
/// The sums are exact for up to 2²² samples with any losses (see `FixedPointLoss`).
package struct ScoreTally: Sendable, Equatable {
    package private(set) var confusion: ConfusionMatrix

    /// The number of samples scored, whatever was predicted for them.
    package private(set) var sampleCount: Int64

    /// The number of samples whose objective or cross-entropy was NaN or infinite.
    package private(set) var nonFiniteCount: Int64

    private var objectiveUnits: Int64
    private var crossEntropyUnits: Int64

    /// For each k of `topSizes`, the number of samples whose class is among the k most probable
    /// ones.
    private var topCounts: [Int64]

    /// The k of the top-k accuracies that are counted.
    private static let topSizes = [2, 3, 5]

    /// A tally without samples.
    package init(classCount: Int) {
        confusion = ConfusionMatrix(classCount: classCount)
        sampleCount = 0
        nonFiniteCount = 0
        objectiveUnits = 0
        crossEntropyUnits = 0
        topCounts = Self.topSizes.map { _ in 0 }
    }

    /// The inverse of the property `integers`.
    package init(classCount: Int, integers: [Int64]) {
        precondition(
            integers.count == Self.integerCount(classCount: classCount),
            "\(integers.count) integers given for \(classCount) classes")
        let scalars = Array(integers.suffix(Self.scalarCount))
        confusion = ConfusionMatrix(
            classCount: classCount, counts: Array(integers.dropLast(Self.scalarCount)))
        sampleCount = scalars[0]
        nonFiniteCount = scalars[1]
        objectiveUnits = scalars[2]
        crossEntropyUnits = scalars[3]
        topCounts = Array(scalars[4...])
        precondition(
            confusion.total == sampleCount,
            "\(confusion.total) predictions were counted for \(sampleCount) samples")
    }

    /// The confusion counts row by row, then sample count, count of non-finite losses, units of the
    /// objective, units of the cross-entropy, and the samples whose class is among the 2, 3 and 5 most
    /// probable. Integers of two tallies add element by element.
    package var integers: [Int64] {
        confusion.counts + [sampleCount, nonFiniteCount, objectiveUnits, crossEntropyUnits]
            + topCounts
    }

    /// The length of `integers`.
    package static func integerCount(classCount: Int) -> Int {
        classCount * classCount + scalarCount
    }

    /// Counts one sample.
    ///
    /// - Parameters:
    ///   - classesAhead: the number of classes that are more probable than the true class; 0 if the
    ///     sample was recognised.
    ///   - objective: the sample's loss as training minimises it, label smoothing included.
    ///   - crossEntropy: the sample's cross-entropy without smoothing, in nats.
    package mutating func add(
        truth: Int, predicted: Int, classesAhead: Int, objective: Double, crossEntropy: Double
    ) {
        precondition(
            (classesAhead == 0) == (truth == predicted),
            "the predicted class is ahead of all others")
        confusion.add(truth: truth, predicted: predicted)
        for (place, size) in Self.topSizes.enumerated() where classesAhead < size {
            topCounts[place] += 1
        }
        sampleCount += 1
        if !objective.isFinite || !crossEntropy.isFinite { nonFiniteCount += 1 }
        objectiveUnits += FixedPointLoss.units(objective)
        crossEntropyUnits += FixedPointLoss.units(crossEntropy)
    }

    /// The number of samples recognised.
    package var correct: Int64 { confusion.correct }

    /// The fraction of samples recognised, 0 to 1; 0 without samples.
    package var accuracy: Double {
        sampleCount == 0 ? 0 : Double(correct) / Double(sampleCount)
    }

    /// The fraction of samples whose class is among the `size` most probable ones, 0 to 1; 0
    /// without samples.
    ///
    /// Nil if this size is not counted, or if there are no more classes than `size`: it would be 1
    /// for every network.
    package func topAccuracy(_ size: Int) -> Double? {
        guard size < confusion.classCount, let place = Self.topSizes.firstIndex(of: size) else {
            return nil
        }
        return sampleCount == 0 ? 0 : Double(topCounts[place]) / Double(sampleCount)
    }

    /// The mean objective over all samples; 0 without samples.
    package var objective: Double {
        FixedPointLoss.mean(units: objectiveUnits, sampleCount: sampleCount)
    }

    /// The mean cross-entropy over all samples, in nats; 0 without samples.
    package var crossEntropy: Double {
        FixedPointLoss.mean(units: crossEntropyUnits, sampleCount: sampleCount)
    }

    private static let scalarCount = 4 + topSizes.count
}
