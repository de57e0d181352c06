import ArgumentParser
import Datasets
import RunRecords

/// Which training images validate instead.
struct ValidationOptions: ParsableArguments {
    @Option(
        \.validation.fraction, .from(0, toBelow: 1),
        help: "The part of the training images that validates instead.", valueName: "fraction")
    var validationFraction: Setting<RunDescription>

    @Option(
        \.validation.split,
        help: "What validates: a part of each class's images, or whole groups of --groups.")
    var validationSplit: Setting<RunDescription>

    @Option(
        \.groupsFile,
        help: """
            The training images' groups, such as their writers: rows path,group, with paths as in \
            manifest.csv.
            """, valueName: "file.csv")
    var groups: Setting<RunSettings>

    @Option(
        help: ArgumentHelp(
            "Divide the training images into so many disjoint validation sets; --fold names one.",
            valueName: "count"))
    var folds: Int?

    @Option(
        help: ArgumentHelp("The set of --folds that validates, from 1.", valueName: "number"))
    var fold: Int?

    func validate() throws {
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

    /// The fold that validates; nil without folds.
    var chosenFold: Fold? {
        guard let folds, let fold else { return nil }
        return Fold(number: fold, count: folds)
    }
}

extension ValidationSplit: ExpressibleByArgument {}
