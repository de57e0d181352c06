import Datasets
import Evaluation
import Images
import Recognition
import RunRecords
import TextFormats

extension TrainingData {
    /// What the user should know about the data before trusting the results, one text each. Printed
    /// when the run begins, and stored in `config.json` and `summary.json`. Equal on all ranks.
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

    /// A warning that names the classes whose images were all chosen for validation.
    var untrainedClasses: [String] {
        let counts = index.classCounts(at: plan.workerEntries.joined())
        let names = counts.indices.filter { counts[$0] == 0 && index.classCounts[$0] > 0 }
            .map { index.classNames[$0] }
        return names.isEmpty
            ? [] : ["all images validate, and none trains, of: " + NameList.text(names)]
    }

    /// A warning for validation, and one for test, that names the classes without an image there.
    private var absentClasses: [String] {
        let absent =
            validation.count == 0
            ? nil
            : AbsentClasses(
                of: "validation", classNames: index.classNames,
                counts: validation.index.classCounts(at: validation.places))
        return [absent, test?.absentClasses].compactMap { $0.map(\.description) }
    }

    /// A warning for each folder whose images seem to have another ink polarity than the training
    /// images.
    private var inkContradictions: [String] {
        [
            (validationFolder, validationInkDecision, "pass --ink"),
            (test, testInkDecision, "score them with hwr-dist evaluate --ink"),
        ].compactMap { index, decision, remedy in
            guard let index, let contradiction = decision?.contradiction else { return nil }
            return "\(index.folder): \(contradiction); where that is wrong, \(remedy)"
        }
    }

    /// A warning for each validation folder that is not used, because options choose other images.
    static func unusedFolders(of source: DataSource) -> [String] {
        (source.folders?.unusedValidation ?? []).map {
            "\($0) is not used: the options choose training images to validate; leave out"
                + " --validation-fraction, --folds and --validation-split to validate on the folder"
        }
    }

    /// How many files are not images, one text for each folder that has such files.
    var skippedFiles: [String] {
        [
            ("training", index.skipped), ("validation", validationFolder?.skipped),
            ("test", test?.skipped),
        ].compactMap { name, skipped in
            skipped.flatMap { $0.total > 0 ? "\(name): \($0)" : nil }
        }
    }
}
