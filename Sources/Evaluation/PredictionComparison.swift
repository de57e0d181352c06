package import Failures
import TextFormats

/// Two classifiers on the same images, from their `predictions.csv`: what `compare` prints.
package struct PredictionComparison: Sendable, Equatable, Encodable {
    /// One of the two classifiers.
    package struct Side: Sendable, Equatable, Encodable {
        /// The number of images recognised.
        package let correct: Int
        /// The fraction of images recognised, 0 to 1.
        package let accuracy: Double
        /// The 95 % confidence interval of the accuracy.
        package let interval: AccuracyInterval

        fileprivate init(_ table: PredictionTable) {
            correct = table.correctCount
            accuracy = Double(correct) / Double(table.rows.count)
            interval = AccuracyInterval(accuracy: accuracy, count: Int64(table.rows.count))
        }
    }

    /// The number of images.
    package let count: Int
    package let a: Side
    package let b: Side
    /// The number of images that both recognise, only one of them recognises, or neither.
    package let both: Int
    package let onlyA: Int
    package let onlyB: Int
    package let neither: Int
    /// The two-sided p-value of McNemar's exact test.
    package let pValue: Double

    /// - Throws: `PredictionMismatch` that names the first image that differs between the tables.
    package init(
        _ first: PredictionTable, _ second: PredictionTable
    ) throws(PredictionMismatch) {
        guard first.set == second.set else { throw .set(first.set, second.set) }
        for (place, pair) in zip(first.rows, second.rows).enumerated() {
            guard pair.0.path.utf8.elementsEqual(pair.1.path.utf8) else {
                throw .path(pair.0.path, pair.1.path, image: place + 1)
            }
            guard pair.0.truth.utf8.elementsEqual(pair.1.truth.utf8) else {
                throw .truth(pair.0.truth, pair.1.truth, path: pair.0.path)
            }
        }
        guard first.rows.count == second.rows.count else {
            throw .count(first.rows.count, second.rows.count)
        }
        func count(_ isFirst: Bool, _ isSecond: Bool) -> Int {
            zip(first.rows, second.rows).count {
                $0.isCorrect == isFirst && $1.isCorrect == isSecond
            }
        }
        self.count = first.rows.count
        a = Side(first)
        b = Side(second)
        both = count(true, true)
        onlyA = count(true, false)
        onlyB = count(false, true)
        neither = count(false, false)
        pValue = McNemarTest(onlyFirst: onlyA, onlySecond: onlyB).pValue
    }

    /// Whether the difference is significant at the 5 % level (p < 0.05).
    package var isSignificant: Bool { pValue < 0.05 }

    /// The counts, one per line, and a sentence with the conclusion.
    package var text: String {
        func line(_ name: String, _ side: Side) -> String {
            let interval = [side.interval.lower, side.interval.upper].map(NumberText.percent)
            return "\(name)  accuracy \(NumberText.percent(side.accuracy)) %"
                + " (\(NumberText.grouped(side.correct)) of \(NumberText.grouped(count)) images),"
                + " 95 % interval \(interval.joined(separator: " to ")) %\n"
        }
        let counts = [both, onlyA, onlyB, neither].map { NumberText.grouped($0) }
        return line("A", a) + line("B", b)
            + "right in both \(counts[0]), in A alone \(counts[1]), in B alone \(counts[2]),"
            + " in none \(counts[3])\n" + verdict + "\n"
    }

    private var verdict: String {
        guard onlyA != onlyB else {
            return onlyA == 0
                ? "A and B are right on the same images"
                : "A and B are right equally often"
        }
        let better = onlyA > onlyB ? "A" : "B"
        let chance =
            "McNemar's exact test: p = "
            + (pValue < 0.0001 ? "below 0.0001" : NumberText.fixed(pValue, fractionDigits: 4))
        return isSignificant
            ? "\(better) is better (\(chance))"
            : "\(better) is right more often, but that may be chance (\(chance))"
    }
}

/// Why two tables of predictions cannot be compared.
package enum PredictionMismatch: Failure, Equatable {
    case set(String, String)
    /// The row of the tables, counted from 1.
    case path(String, String, image: Int)
    case truth(String, String, path: String)
    case count(Int, Int)

    package var what: String {
        let difference =
            switch self {
            case .set(let a, let b): "\(a) images in A, \(b) images in B"
            case .path(let a, let b, let image): "image \(image) is \(a) in A, \(b) in B"
            case .truth(let a, let b, let path): "\(path) shows \(a) in A, \(b) in B"
            case .count(let a, let b): "\(a) images in A, \(b) in B"
            }
        return "the predictions are not of the same images: \(difference)"
    }
    package var location: String? { nil }
    package var remedy: String? {
        "evaluate both on the same folder with --predictions FILE.csv"
    }
    package var exitStatus: ExitStatus { .badData }
}
