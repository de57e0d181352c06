import ArgumentParser
import Datasets
import RunRecords

/// Which images validate, and what validation decides by.
struct ValidationOptions: ParsableArguments {
    @Option(
        \.validationFolder,
        help: """
            The validation images, instead of training images that are held out. Without it: the \
            folder val* of --data, if there is one and no option below holds images out.
            """, valueName: "folder")
    var validation: Setting<RunSettings>

    @Option(
        \.validation.fraction, .from(0, toBelow: 1),
        help: "Share of the training images that is held out.", valueName: "share")
    var validationFraction: Setting<RunDescription>

    @Option(
        help: ArgumentHelp(
            "Divide the training images into n disjoint validation sets; hold out the one that"
                + " --fold names.",
            valueName: "n"))
    var folds: Int?

    @Option(
        help: ArgumentHelp("Which of the --folds is held out, 1 to n.", valueName: "number"))
    var fold: Int?

    @Option(
        \.validation.split,
        help: "Hold out the same share of each class, or whole groups of --groups.",
        valueName: "how")
    var validationSplit: Setting<RunDescription>

    @Option(
        \.groupsFile,
        help: """
            The group of each training image, such as its writer: rows path,group, with paths below \
            the folder of training images, such as alef/1.png.
            """, valueName: "file.csv")
    var groups: Setting<RunSettings>

    @Option(
        \.validation.criterion,
        help: """
            What --patience watches, and what chooses the best epoch: the validation accuracy (on a \
            tie, the lower loss is better) or the validation loss.
            """, valueName: "quantity")
    var patienceOn: Setting<RunDescription>

    func validate() throws {
        try require(
            !validation.isGiven || !holdsOutTrainingImages,
            "give either --validation, or --validation-fraction, --folds or --validation-split")
        try require(
            !validationFraction.isGiven || folds == nil,
            "give either --folds or --validation-fraction, not both")
        let split = OptionValues(of: self).record(RunDescription.self).validation.split
        try require(
            (split == .group) == groups.isGiven,
            "--validation-split group and --groups FILE need each other")
        try require(
            (folds == nil) == (fold == nil), "--folds and --fold need each other")
        guard let folds, let fold else { return }
        try require((2...10_000).contains(folds), "--folds takes a number from 2 to 10000")
        try require((1...folds).contains(fold), "--fold takes a number from 1 to that of --folds")
    }

    private func require(_ holds: Bool, _ message: String) throws {
        if !holds { throw ValidationError(message) }
    }

    /// Whether an option says which training images are held out.
    private var holdsOutTrainingImages: Bool {
        validationFraction.isGiven || folds != nil || fold != nil || validationSplit.isGiven
            || groups.isGiven
    }

    /// Which images validate, as far as these options tell.
    var images: DataFolders.Validation {
        let settings = OptionValues(of: self).record(RunSettings.self)
        if let folder = settings.validationFolder { return .folder(folder) }
        return holdsOutTrainingImages ? .ofTraining : .found
    }

    /// The fold that validates; nil without folds.
    var chosenFold: Fold? {
        guard let folds, let fold else { return nil }
        return Fold(number: fold, count: folds)
    }
}

extension ValidationSplit: ExpressibleByArgument {}
extension ValidationCriterion: ExpressibleByArgument {}
