package import ConvNet
package import Handwriting
package import Recognition

/// Every option that decides the weights, before the data are known. With the data's digest and
/// the arithmetic in use it becomes the run's `RunIdentity`.
///
/// The defaults are what docs/accuracy.md measures.
package struct Recipe: Sendable, Equatable {
    package var preset = Preset.compact
    package var epochs = 60
    /// Images of a step, over all virtual workers.
    package var batchSize = 64
    package var virtualWorkers = 8
    package var seed: UInt64 = 1

    package var optimizer = OptimizerName.adamw
    /// The highest learning rate of the schedule.
    package var learningRate = 6e-3
    package var momentum = 0.9
    package var weightDecay = 0.02
    package var schedule = LearningRateSchedule.cosine
    package var warmupEpochs = 1.0
    package var labelSmoothing = 0.1

    /// Steps of the optimizer between two moves of Lookahead's slow weights; 0 for none.
    package var lookahead = 0
    /// The part of the way to the optimizer's weights that they move.
    package var lookaheadStep = 0.5

    /// A checkpoint or run folder of the same preset whose weights this network begins with.
    package var initialCheckpoint: String?

    /// The part that the average of the weights keeps at each step; 0 for none.
    package var averaging = 0.999

    /// Checkpoints or run folders of the networks that this one learns from beside the labels.
    package var teachers: [String] = []
    /// The part of each target that is the teachers'.
    package var distillation = 0.9

    package var augmentation = Augmentation.handwriting
    package var validationFraction = 0.1
    package var validationSplit = ValidationSplit.stratified
    /// Validates instead of the fraction.
    package var fold: Fold?
    package var imageHeight = 32
    package var imageWidth = 32
    package var ink = Ink.auto
    package var precision = Precision.f32
    package var kernels = KernelChoice.auto

    package init() {}

    /// Images that a virtual worker takes in one step, at most.
    package var microBatchSize: Int { batchSize / virtualWorkers }

    func makeOptimizer(for network: Network) -> any Optimizer {
        let layout = network.parameters
        let inner = optimizer.make(
            layout: layout, momentum: momentum, weightDecay: weightDecay, kernels: network.kernels)
        return lookahead == 0
            ? inner
            : Lookahead(inner, layout: layout, interval: lookahead, share: lookaheadStep)
    }
}

/// Options that do not decide the weights.
package struct Operation: Sendable {
    /// Nil for a new folder below `runs`.
    package var runPath: String?
    package var resume = ResumePolicy.auto
    package var select = WeightSelection.last
    /// Epochs without a better validation accuracy after which the run ends.
    package var patience: Int?
    package var validateOn = ValidationPlace.all
    package var badImages = BadImagePolicy.fail
    /// The CSV file with the training images' groups, whose content decides weights.
    package var groupsPath: String?
    /// Beside those at the end of each epoch, on a signal and every `checkpointSeconds`.
    package var checkpointEverySteps: Int?
    /// The age at which the last checkpoint is followed by another one.
    package var checkpointSeconds = 300.0
    /// How often ranks compare their weights beside each time before a checkpoint is written.
    package var verifyEverySteps: Int?
    /// Stops with a checkpoint after that many steps of this process.
    package var stopAfterSteps: Int?
    /// Refuses to resume with other kernels, instead of warning.
    package var isStrict = false
    package var commandLine: [String] = []

    package init() {}
}

/// What happens to the checkpoints that a run folder holds.
package enum ResumePolicy: Sendable, Equatable {
    /// Go on with them.
    case auto
    /// Refuse a folder that has some.
    case never
    /// Begin with this checkpoint, unless the folder has some of its own.
    case from(path: String)
}

/// Which weights are evaluated at the end.
package enum WeightSelection: String, Sendable, CaseIterable {
    case last
    /// Those of the epoch with the highest validation accuracy; of several such epochs, the one with
    /// the lowest validation loss.
    case best
}

/// Which ranks validate; the numbers are the same.
package enum ValidationPlace: String, Sendable, CaseIterable {
    case all
    case root
}
