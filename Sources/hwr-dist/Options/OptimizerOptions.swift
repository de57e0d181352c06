import ArgumentParser
import ConvNet
import Datasets
import Launching
import RunRecords

/// How the weights are found: the steps of the run, the optimizer, its learning rates and the loss.
struct OptimizerOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            """
            Values for several options; options that are given override them. standard: the \
            defaults; fast: 15 epochs, affine augmentation only; best: preset accurate, 40 epochs, \
            bf16.
            """, valueName: "name"))
    var recipe = NamedRecipe.standard

    @Option(
        \.schedule.epochs, .from(1, to: 100_000), help: "Passes over the training images.",
        valueName: "n")
    var epochs: Setting<RunDescription>

    @Option(
        \.schedule.batchSize, .from(1, to: 1 << 20),
        help: "Images per step, over all ranks; a multiple of --virtual-workers.",
        valueName: "n")
    var batchSize: Setting<RunDescription>

    @Option(
        \.schedule.learningRate, .above(0, to: 100),
        help: "Peak learning rate; the default suits adamw and muon.",
        valueName: "rate")
    var learningRate: Setting<RunDescription>

    @Option(\.seed, help: "Seed of all random numbers.", valueName: "n")
    var seed: Setting<RunDescription>

    @Option(
        \.optimizer.name, help: "The optimizer.", valueName: "name")
    var optimizer: Setting<RunDescription>

    @Option(
        \.schedule.shape,
        help:
            "Learning rate after the warm-up. Only constant lets more --epochs continue a finished run.",
        valueName: "shape")
    var schedule: Setting<RunDescription>

    @Option(
        \.schedule.warmupEpochs, help: "Epochs in which the learning rate rises.",
        valueName: "n")
    var warmupEpochs: Setting<RunDescription>

    @Option(
        \.optimizer.weightDecay, .from(0, to: 1),
        help: "Weight decay; biases and batch norm are exempt.", valueName: "decay")
    var weightDecay: Setting<RunDescription>

    @Option(
        \.optimizer.momentum, .from(0, toBelow: 1), help: "Momentum of sgd.", valueName: "m")
    var momentum: Setting<RunDescription>

    @Option(
        \.optimizer.averaging, .from(0, toBelow: 1),
        help: """
            Decay of the moving average of the weights (EMA). The averaged weights are the ones \
            evaluated; 0 turns it off.
            """, valueName: "decay")
    var averaging: Setting<RunDescription>

    @Option(
        \.loss.labelSmoothing, .from(0, toBelow: 1),
        help: "Share of the target spread evenly over all classes.", valueName: "s")
    var labelSmoothing: Setting<RunDescription>

    @Option(
        \.loss.classWeights,
        help: """
            balanced: weight the loss of a training image by N/(K·n), for a class with n of the N \
            images, in K classes.
            """, valueName: "how")
    var classWeights: Setting<RunDescription>

    @Option(
        \.optimizer.lookahead, .from(0, to: 1_000_000),
        help: "Lookahead: steps between synchronizations; 0 turns it off.", valueName: "steps")
    var lookahead: Setting<RunDescription>

    @Option(
        \.optimizer.lookaheadStep, .above(0, to: 1),
        help: "Lookahead: step size of the slow weights.", valueName: "size")
    var lookaheadStep: Setting<RunDescription>

    @Option(
        \.teachers,
        help: "Train by distillation from this model; repeat it for several teachers.",
        valueName: "model")
    var teacher: [Setting<RunSettings>]

    @Option(
        \.distillation.share, .from(0, to: 1),
        help: "Weight of the teachers' probabilities in the target.", valueName: "share")
    var distillation: Setting<RunDescription>

    @Option(
        \.schedule.virtualWorkers, .from(1, to: 4096),
        help: "Parts that each batch is divided into; the most ranks. Changes the weights.",
        valueName: "n")
    var virtualWorkers: Setting<RunDescription>

    @Option(
        \.arithmetic.exchange,
        help: """
            Data type of the gradients' all-reduce; bf16 halves the traffic between hosts, \
            worthwhile below 1 Gbit/s.
            """, valueName: "type")
    var exchange: Setting<RunDescription>

    /// Checks options that depend on each other, once each of them is within its own limits.
    func requireConsistency() throws {
        let schedule = OptionValues(of: self).record(RunDescription.self).schedule
        guard 0...Double(schedule.epochs) ~= schedule.warmupEpochs else {
            throw ValidationError("--warmup-epochs takes 0 to the number of epochs")
        }
        guard !distillation.isGiven || !teacher.isEmpty else {
            throw ValidationError("--distillation needs a --teacher")
        }
    }
}

extension NamedRecipe: ExpressibleByArgument {}
extension OptimizerName: ExpressibleByArgument {}
extension LearningRateSchedule: ExpressibleByArgument {}
extension ClassWeighting: ExpressibleByArgument {}
