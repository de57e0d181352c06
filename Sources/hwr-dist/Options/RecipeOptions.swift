import ArgumentParser
import ConvNet
import Handwriting
import Training

/// Options that decide the weights.
struct RecipeOptions: ParsableArguments {
    private static let defaults = Recipe()

    @Option(
        help: """
            Options that belong together; those given beside it override them. fast: 15 epochs, \
            affine changes only. best: accurate, 40 epochs, bf16.
            """)
    var recipe = NamedRecipe.standard

    @Option(help: "The network.")
    var preset = defaults.preset

    @Option(help: "Passes over the training images.")
    var epochs = defaults.epochs

    @Option(help: "Images of a step, over all ranks; a multiple of --virtual-workers.")
    var batchSize = defaults.batchSize

    @Option(help: "Parts that each step is divided into; at least the number of ranks.")
    var virtualWorkers = defaults.virtualWorkers

    @Option(help: "The seed of all random numbers.")
    var seed = defaults.seed

    @Option(help: "The optimizer; muon goes with adamw's learning rates.")
    var optimizer = defaults.optimizer

    @Option(help: "The highest learning rate of the schedule.")
    var learningRate = defaults.learningRate

    @Option(
        help: "Steps after which slow weights move towards the optimizer's, Lookahead; 0 for none.")
    var lookahead = defaults.lookahead

    @Option(help: "The part of the way that slow weights move.")
    var lookaheadStep = defaults.lookaheadStep

    @Option(
        name: .customLong("init"),
        help: ArgumentHelp(
            "A model of the same preset to begin with; a last layer of other classes is new.",
            valueName: "model"))
    var initialCheckpoint: String?

    @Option(help: "The momentum of sgd.")
    var momentum = defaults.momentum

    @Option(help: "The weight decay, for weights only.")
    var weightDecay = defaults.weightDecay

    @Option(help: "How the learning rate moves over the run.")
    var schedule = defaults.schedule

    @Option(help: "Epochs in which the learning rate rises.")
    var warmupEpochs = defaults.warmupEpochs

    @Option(help: "The part of each target that all classes share.")
    var labelSmoothing = defaults.labelSmoothing

    @OptionGroup var validation: ValidationOptions

    @Option(help: "Height and width that images are brought to, in pixels.")
    var imageSize = defaults.imageHeight

    @Option(help: "Which pixels are ink; auto: as in most of the training images.")
    var ink = defaults.ink

    @Option(help: "The precision of convolutions; bf16 is faster with AMX or AVX-512 BF16.")
    var precision = defaults.precision

    @OptionGroup var arithmetic: KernelOptions

    @Flag(inversion: .prefixedNo, help: "Vary training images; see the eight options below.")
    var augmentation = true

    @Option(help: ArgumentHelp("The largest rotation.", valueName: "degrees"))
    var rotation = defaults.augmentation.rotationDegrees

    @Option(help: "The largest shift, as a part of the side.")
    var shift = defaults.augmentation.shiftFraction

    @Option(help: "The largest zoom, as a part of the size.")
    var zoom = defaults.augmentation.zoomFraction

    @Option(help: ArgumentHelp("The largest shear.", valueName: "degrees"))
    var shear = defaults.augmentation.shearDegrees

    @Option(help: "The largest shift of an elastic warp, as a part of the side.")
    var elastic = defaults.augmentation.elasticFraction

    @Option(help: "The largest part by which strokes are thickened or thinned.")
    var stroke = defaults.augmentation.strokeFraction

    @Option(help: "The largest change of the ink's strength, as a part of it.")
    var gain = defaults.augmentation.gainFraction

    @Option(help: "The part of images whose grey levels become full ink.")
    var binaryShare = defaults.augmentation.binaryShare

    @Option(
        help: "What the average of the weights keeps at each step; it is what counts. 0 for none.")
    var averaging = defaults.averaging

    @Option(
        help: ArgumentHelp(
            "A checkpoint or run folder to learn from beside the labels; may be repeated.",
            valueName: "checkpoint"))
    var teacher: [String] = []

    @Option(
        help: "The part of each target that is the teachers' (default: \(defaults.distillation)).")
    var distillation: Double?

    func validate() throws {
        try require((1...100_000).contains(epochs), "--epochs takes a number from 1 to 100000")
        try require((1...1 << 20).contains(batchSize), "--batch-size takes a positive number")
        try require(
            (1...4096).contains(virtualWorkers), "--virtual-workers takes a number from 1 to 4096")
        try require(
            learningRate > 0 && learningRate <= 100, "--learning-rate takes a number above 0")
        try require(momentum >= 0 && momentum < 1, "--momentum takes a number from 0 to below 1")
        try require((0...1_000_000).contains(lookahead), "--lookahead takes 0 to 1000000 steps")
        try require(
            lookaheadStep > 0 && lookaheadStep <= 1, "--lookahead-step takes above 0 to 1")
        try require(weightDecay >= 0 && weightDecay <= 1, "--weight-decay takes 0 to 1")
        try require(
            warmupEpochs >= 0 && warmupEpochs <= Double(epochs),
            "--warmup-epochs takes 0 to the number of epochs")
        try require(
            labelSmoothing >= 0 && labelSmoothing < 1, "--label-smoothing takes 0 to below 1")
        try require((4...4096).contains(imageSize), "--image-size takes 4 to 4096 pixels")
        try require(averaging >= 0 && averaging < 1, "--averaging takes 0 to below 1")
        try require(
            distillation.map { $0 >= 0 && $0 <= 1 } ?? true, "--distillation takes 0 to 1")
        try require(
            distillation == nil || !teacher.isEmpty, "--distillation needs a --teacher")
        if let problem = resolved.augmentation.problem { throw ValidationError(problem) }
    }

    private func require(_ holds: Bool, _ message: String) throws {
        if !holds { throw ValidationError(message) }
    }

    var resolved: Recipe {
        var recipe = Recipe()
        recipe.preset = preset
        recipe.epochs = epochs
        recipe.batchSize = batchSize
        recipe.virtualWorkers = virtualWorkers
        recipe.seed = seed
        recipe.optimizer = optimizer
        recipe.learningRate = learningRate
        recipe.momentum = momentum
        recipe.weightDecay = weightDecay
        recipe.schedule = schedule
        recipe.warmupEpochs = warmupEpochs
        recipe.labelSmoothing = labelSmoothing
        recipe.lookahead = lookahead
        recipe.lookaheadStep = lookaheadStep
        recipe.initialCheckpoint = initialCheckpoint
        recipe.averaging = averaging
        recipe.teachers = teacher
        recipe.distillation = distillation ?? recipe.distillation
        validation.set(in: &recipe)
        recipe.imageHeight = imageSize
        recipe.imageWidth = imageSize
        recipe.ink = ink
        recipe.precision = precision
        recipe.kernels = arithmetic.kernels
        recipe.augmentation =
            augmentation
            ? Augmentation(
                rotationDegrees: rotation, shiftFraction: shift, zoomFraction: zoom,
                shearDegrees: shear, elasticFraction: elastic, strokeFraction: stroke,
                gainFraction: gain, binaryShare: binaryShare) : .none
        return recipe
    }
}

extension Preset: ExpressibleByArgument {}
extension OptimizerName: ExpressibleByArgument {}
extension LearningRateSchedule: ExpressibleByArgument {}
extension Ink: ExpressibleByArgument {}
extension Precision: ExpressibleByArgument {}
