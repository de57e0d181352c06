import Datasets
import Evaluation
import Images
import Recognition
import RunRecords
import TextFormats

extension TrainingData {
    /// What the user should know of the data before trusting the numbers, one text each: printed
    /// when the run begins, and kept in `config.json` and `summary.json`. Equal on all ranks.
    var warnings: [String] {
        leftOut.map { "left out, as requested: \($0)" } + folderWarnings + imageWarnings
            + untrainedClasses + absentClasses + inkContradictions
            + [
                ClassBalance(of: index)?.warning(classesAreWeighted: !classWeights.isEmpty)?
                    .description
            ].compactMap { $0 }
    }

    private var folderWarnings: [String] {
        [index, validationFolder, test].compactMap { $0?.warningTexts }.flatMap { $0 }
            + [index.mergedFolders].compactMap { $0?.description }
    }

    var inputForm: RunSummary.InputForm { isBinary ? .binary : .grey }

    /// A warning where classes have no training image: all of them validate.
    var untrainedClasses: [String] {
        let counts = index.classCounts(at: plan.workerEntries.joined())
        let names = counts.indices.filter { counts[$0] == 0 && index.classCounts[$0] > 0 }
            .map { index.classNames[$0] }
        return names.isEmpty
            ? [] : ["all images validate, and none trains, of: " + NameList.text(names)]
    }

    /// A warning for each of the sets that are scored in which a class has no image.
    private var absentClasses: [String] {
        let absent =
            validation.count == 0
            ? nil
            : AbsentClasses(
                of: "validation", classNames: index.classNames,
                counts: validation.index.classCounts(at: validation.places))
        return [absent, test?.absentClasses].compactMap { $0.map(\.description) }
    }

    /// A warning where the images of a folder were inverted against the training images, or perhaps
    /// should be.
    private var inkContradictions: [String] {
        [
            (validationFolder, validationInkDecision, "pass --ink"),
            (test, testInkDecision, "score them with hwr-dist evaluate --ink"),
        ].compactMap { index, decision, remedy in
            guard let index, let contradiction = decision?.contradiction else { return nil }
            return "\(index.folder): \(contradiction); where that is wrong, \(remedy)"
        }
    }

    /// A warning where a validation folder was found, but options choose other images.
    static func unusedFolders(of source: DataSource) -> [String] {
        (source.folders?.unusedValidation ?? []).map {
            "\($0) is not used: the options choose training images to validate; leave out"
                + " --validation-fraction, --folds and --validation-split to validate on the folder"
        }
    }

    /// Files of all folders that are no images, in words: a text for each folder that has some.
    var skippedFiles: [String] {
        [
            ("training", index.skipped), ("validation", validationFolder?.skipped),
            ("test", test?.skipped),
        ].compactMap { name, skipped in
            skipped.flatMap { $0.total > 0 ? "\(name): \($0)" : nil }
        }
    }
}
