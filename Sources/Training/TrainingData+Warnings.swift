import Handwriting
import RunFolder

extension TrainingData {
    /// What the user should know of the data before trusting the numbers, one text each: printed
    /// when the run begins, and kept in `config.json` and `summary.json`. Equal on all ranks.
    var warnings: [String] {
        leftOut.map { "left out, as requested: \($0)" } + untrainedClasses
    }

    var inputForm: RunSummary.InputForm { isBinary ? .binary : .grey }

    /// A warning where classes have no training image: all of them validate.
    var untrainedClasses: [String] {
        var counts = [Int](repeating: 0, count: index.classNames.count)
        for place in plan.workerEntries.joined() { counts[index.entries[place].label] += 1 }
        let names = counts.indices.filter { counts[$0] == 0 && index.classCounts[$0] > 0 }
            .map { index.classNames[$0] }
        return names.isEmpty
            ? [] : ["all images validate, and none trains, of: " + names.joined(separator: ", ")]
    }

    /// Files of both folders that are no images, in words; nil when there are none.
    var skippedFiles: String? {
        let texts = [("training", index.skipped), ("test", test?.skipped)]
            .compactMap { name, skipped in
                skipped.flatMap { $0.total > 0 ? "\(name): \($0)" : nil }
            }
        return texts.isEmpty ? nil : texts.joined(separator: "; ")
    }
}
