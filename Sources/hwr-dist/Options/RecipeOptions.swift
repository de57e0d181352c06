import ArgumentParser
import Augmentation
import ConvNet
import Images
import RunRecords

/// Options that decide the weights.
struct RecipeOptions: ParsableArguments {
    @Option(
        help: """
            Options that belong together; those given beside it override them. fast: 15 epochs, \
            affine changes only. best: accurate, 40 epochs, bf16.
            """)
    var recipe = NamedRecipe.standard

    @Option(\.network.preset, help: "The network.")
    var preset: Setting<RunDescription>

    @Option(\.schedule.epochs, .from(1, to: 100_000), help: "Passes over the training images.")
    var epochs: Setting<RunDescription>

    @Option(
        \.schedule.batchSize, .from(1, to: 1 << 20),
        help: "Images of a step, over all ranks; a multiple of --virtual-workers.")
    var batchSize: Setting<RunDescription>

    @Option(
        \.schedule.virtualWorkers, .from(1, to: 4096),
        help: "Parts that each step is divided into; at least the number of ranks.")
    var virtualWorkers: Setting<RunDescription>

    @Option(\.seed, help: "The seed of all random numbers.")
    var seed: Setting<RunDescription>

    @Option(\.optimizer.name, help: "The optimizer; muon goes with adamw's learning rates.")
    var optimizer: Setting<RunDescription>

    @Option(
        \.schedule.learningRate, .above(0, to: 100),
        help: "The highest learning rate of the schedule.")
    var learningRate: Setting<RunDescription>

    @Option(
        \.optimizer.lookahead, .from(0, to: 1_000_000),
        help: "Steps after which slow weights move towards the optimizer's, Lookahead; 0 for none.")
    var lookahead: Setting<RunDescription>

    @Option(
        \.optimizer.lookaheadStep, .above(0, to: 1),
        help: "The part of the way that slow weights move.")
    var lookaheadStep: Setting<RunDescription>

    @Option(
        \.initialWeights,
        help: "A model of the same preset to begin with; a last layer of other classes is new.",
        valueName: "model")
    var `init`: Setting<RunSettings>

    @Option(\.optimizer.momentum, .from(0, toBelow: 1), help: "The momentum of sgd.")
    var momentum: Setting<RunDescription>

    @Option(
        \.optimizer.weightDecay, .from(0, to: 1), help: "The weight decay, for weights only.")
    var weightDecay: Setting<RunDescription>

    @Option(\.schedule.shape, help: "How the learning rate moves over the run.")
    var schedule: Setting<RunDescription>

    @Option(\.schedule.warmupEpochs, help: "Epochs in which the learning rate rises.")
    var warmupEpochs: Setting<RunDescription>

    @Option(
        \.loss.labelSmoothing, .from(0, toBelow: 1),
        help: "The part of each target that all classes share.")
    var labelSmoothing: Setting<RunDescription>

    @OptionGroup var validation: ValidationOptions

    @Option(
        \.data.imageSize, .from(4, to: 4096),
        help: "Height and width that images are brought to, in pixels.")
    var imageSize: Setting<RunDescription>

    @Option(\.data.ink, help: "Which pixels are ink; auto: as in most of the training images.")
    var ink: Setting<RunDescription>

    @Option(
        \.arithmetic.precision,
        help: "The precision of convolutions; bf16 is faster with AMX or AVX-512 BF16.")
    var precision: Setting<RunDescription>

    @Option(
        \.arithmetic.exchange,
        help: """
            The precision of gradients in their sum; bf16 halves the bytes between hosts, which pays on \
            networks below 1 Gbit/s, and changes the weights.
            """)
    var exchange: Setting<RunDescription>

    @Option(\.arithmetic.kernels, help: KernelOptions.help)
    var kernels: Setting<RunDescription>

    @Flag(inversion: .prefixedNo, help: "Vary training images; see the eight options below.")
    var augmentation = true

    @Option(
        \.augmentation.rotationDegrees, .from(0, to: 180), help: "The largest rotation.",
        valueName: "degrees")
    var rotation: Setting<RunDescription>

    @Option(
        \.augmentation.shiftFraction, .from(0, to: 1),
        help: "The largest shift, as a part of the side.")
    var shift: Setting<RunDescription>

    @Option(
        \.augmentation.zoomFraction, .from(0, to: 0.9),
        help: "The largest zoom, as a part of the size.")
    var zoom: Setting<RunDescription>

    @Option(
        \.augmentation.shearDegrees, .from(0, to: 60), help: "The largest shear.",
        valueName: "degrees")
    var shear: Setting<RunDescription>

    @Option(
        \.augmentation.elasticFraction, .from(0, to: 1),
        help: "The largest shift of an elastic warp, as a part of the side.")
    var elastic: Setting<RunDescription>

    @Option(
        \.augmentation.strokeFraction, .from(0, to: 1),
        help: "The largest part by which strokes are thickened or thinned.")
    var stroke: Setting<RunDescription>

    @Option(
        \.augmentation.gainFraction, .from(0, to: 1),
        help: "The largest change of the ink's strength, as a part of it.")
    var gain: Setting<RunDescription>

    @Option(
        \.augmentation.binaryShare, .from(0, to: 1),
        help: "The part of images whose grey levels become full ink.")
    var binaryShare: Setting<RunDescription>

    @Option(
        \.optimizer.averaging, .from(0, toBelow: 1),
        help: "What the average of the weights keeps at each step; it is what counts. 0 for none.")
    var averaging: Setting<RunDescription>

    @Option(
        \.teachers,
        help: "A checkpoint or run folder to learn from beside the labels; may be repeated.",
        valueName: "checkpoint")
    var teacher: [Setting<RunSettings>]

    @Option(
        \.distillation.share, .from(0, to: 1),
        help: "The part of each target that is the teachers'.")
    var distillation: Setting<RunDescription>

    func validate() throws {
        try OptionValues(of: self).requireLimits()
        let schedule = description.schedule
        try require(
            schedule.warmupEpochs >= 0 && schedule.warmupEpochs <= Double(schedule.epochs),
            "--warmup-epochs takes 0 to the number of epochs")
        try require(
            !distillation.isGiven || !teacher.isEmpty, "--distillation needs a --teacher")
    }

    private func require(_ holds: Bool, _ message: String) throws {
        if !holds { throw ValidationError(message) }
    }

    /// Options whose default is not written to an option file: given, they ask for, or exclude,
    /// other options.
    var namesWithoutEffect: Set<String> {
        Set(
            (teacher.isEmpty ? ["distillation"] : [])
                + (validation.validationFraction.isGiven ? [] : ["validation-fraction"]))
    }

    /// What the options say of the run, before its data are known.
    var description: RunDescription {
        var description = OptionValues(of: self).record(RunDescription.self)
        description.validation.fold = validation.chosenFold
        if !augmentation { description.augmentation = .none }
        return description
    }
}

extension Preset: ExpressibleByArgument {}
extension OptimizerName: ExpressibleByArgument {}
extension LearningRateSchedule: ExpressibleByArgument {}
extension Ink: ExpressibleByArgument {}
extension Precision: ExpressibleByArgument {}
