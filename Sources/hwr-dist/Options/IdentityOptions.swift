import ArgumentParser
import Augmentation
import RunRecords

/// The options that decide the weights, under their titles; `train` and `preview` share them.
struct IdentityOptions: ParsableArguments {
    @OptionGroup(title: "Data") var data: DataOptions
    @OptionGroup(title: "Network") var network: NetworkOptions
    @OptionGroup(title: "Optimizer") var optimizer: OptimizerOptions
    @OptionGroup(title: "Augmentation") var augmentation: AugmentationOptions
    @OptionGroup(title: "Validation") var validation: ValidationOptions

    func validate() throws {
        try OptionValues(of: self).requireLimits()
        try optimizer.requireConsistency()
        if validation.validation.isGiven, data.folders.text == nil {
            throw ValidationError("--validation needs --train or --data")
        }
    }

    /// The run that the options describe, before its data are known.
    var runDescription: RunDescription {
        var description = OptionValues(of: self).record(RunDescription.self)
        description.validation.fold = validation.chosenFold
        if !augmentation.augmentation { description.augmentation = .none }
        return description
    }

    /// Options whose default is not written to an option file: when given, they require or exclude
    /// other options.
    var namesWithoutEffect: Set<String> {
        Set(
            (optimizer.teacher.isEmpty ? ["distillation"] : [])
                + (validation.validationFraction.isGiven ? [] : ["validation-fraction"])
                + (validation.validationSplit.isGiven ? [] : ["validation-split"]))
    }
}
