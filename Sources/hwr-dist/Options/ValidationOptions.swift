import ArgumentParser
import Handwriting
import Training

/// Which training images validate instead.
struct ValidationOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The part of the training images that validates instead (default:"
                + " \(Recipe().validationFraction)).", valueName: "fraction"))
    var validationFraction: Double?

    @Option(help: "What validates: a part of each class's images, or whole groups of --groups.")
    var validationSplit = Recipe().validationSplit

    @Option(
        help: ArgumentHelp(
            "The training images' groups, such as their writers: rows path,group, with paths as in"
                + " manifest.csv.", valueName: "file.csv"))
    var groups: String?

    @Option(
        help: ArgumentHelp(
            "Divide the training images into so many disjoint validation sets; --fold names one.",
            valueName: "count"))
    var folds: Int?

    @Option(
        help: ArgumentHelp("The set of --folds that validates, from 1.", valueName: "number"))
    var fold: Int?

    func validate() throws {
        if let validationFraction {
            try require(
                validationFraction >= 0 && validationFraction < 1,
                "--validation-fraction takes 0 to below 1")
            try require(folds == nil, "give either --folds or --validation-fraction, not both")
        }
        try require(
            (validationSplit == .group) == (groups != nil),
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

    func set(in recipe: inout Recipe) {
        recipe.validationFraction = validationFraction ?? recipe.validationFraction
        recipe.validationSplit = validationSplit
        if let folds, let fold { recipe.fold = Fold(number: fold, count: folds) }
    }
}

extension ValidationSplit: ExpressibleByArgument {}
