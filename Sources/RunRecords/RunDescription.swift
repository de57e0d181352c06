package import Augmentation
package import ConvNet
package import Datasets
package import Images
import TextFormats

/// Everything that decides a run's weights, in groups.
///
/// Two runs with equal descriptions write equal checkpoints, byte for byte, on any number of ranks;
/// a run folder can be resumed only with the description it began with. A new option that decides
/// the weights is one property here and one `@Option` of `train`: agreement of the ranks, storage,
/// comparison at resume, `verify`, the report and `--print-config` follow from the coding.
///
/// The defaults are what docs/accuracy.md measures. A run begins with the description of its options;
/// `resolved` values, such as the data's digest, are filled in when they are known.
package struct RunDescription: DefaultedRecord, Equatable {
    /// Keys all random numbers.
    package var seed: UInt64 = 1
    package var data = DataDescription()
    package var network = NetworkChoice()
    package var optimizer = OptimizerDescription()
    package var schedule = ScheduleDescription()
    package var loss = LossDescription()
    package var augmentation = AugmentationSettings.handwriting
    package var validation = ValidationDescription()
    package var distillation = DistillationDescription()
    package var arithmetic = ArithmeticDescription()

    package init() {}
}

/// The training images as the network sees them.
package struct DataDescription: DefaultedRecord, Equatable {
    /// Digest of the training images' paths, labels and contents, as the manifest defines it; empty
    /// until the images were read.
    package var digest = ""
    /// In natural order; a class's index is its place here. Empty until the images were found.
    package var classNames: [String] = []
    /// The size that images are brought to, in pixels.
    package var imageHeight = 32
    package var imageWidth = 32
    /// Which pixels are ink; `auto` until the images have decided.
    package var ink = Ink.auto

    package init() {}

    package var imageSize: ImageSize {
        get { ImageSize(height: imageHeight, width: imageWidth) }
        set { (imageHeight, imageWidth) = (newValue.height, newValue.width) }
    }
}

/// Which network is trained, and the weights that it begins with.
package struct NetworkChoice: DefaultedRecord, Equatable {
    package var preset = Preset.compact
    /// SHA-256 of the weights that the run began with; empty for those drawn from the seed.
    package var initialWeights = ""

    package init() {}
}

/// How weights follow from gradients.
package struct OptimizerDescription: DefaultedRecord, Equatable {
    package var name = OptimizerName.adamw
    /// The momentum of SGD; the other optimizers have constants of their own.
    package var momentum = 0.9
    /// The decay of weights, as a factor of the learning rate.
    package var weightDecay = 0.02
    /// Steps between two moves of Lookahead's slow weights; 0 for none.
    package var lookahead = 0
    /// The share of the way to the optimizer's weights that the slow weights move.
    package var lookaheadStep = 0.5
    /// Decay of the moving average of the weights; 0 for none.
    package var averaging = 0.999

    package init() {}
}

/// The steps of a run and their learning rates.
package struct ScheduleDescription: DefaultedRecord, Equatable {
    /// Passes over the training images.
    package var epochs = 60
    /// Images of a step, over all virtual workers.
    package var batchSize = 64
    /// Parts that each step is divided into.
    package var virtualWorkers = 8
    /// The highest learning rate.
    package var learningRate = 6e-3
    /// How the learning rate moves after the warm-up.
    package var shape = LearningRateSchedule.cosine
    /// Epochs in which the learning rate rises.
    package var warmupEpochs = 1.0

    package init() {}

    /// Images of a micro-batch: those that a virtual worker takes in one step, at most.
    package var microBatchSize: Int { batchSize / virtualWorkers }
}

/// What is minimised.
package struct LossDescription: DefaultedRecord, Equatable {
    /// The share of each target that is spread evenly over all classes.
    package var labelSmoothing = 0.1
    /// How much the training images of each class count.
    package var classWeights = ClassWeighting.none

    package init() {}
}

/// Which images validate, and what validation decides by.
package struct ValidationDescription: DefaultedRecord, Equatable {
    /// The share of the training images; with folds, 1 divided by their number; 0 where validation has
    /// a folder of its own.
    package var fraction = 0.1
    package var split = ValidationSplit.stratified
    /// Validates in place of the fraction.
    package var fold: Fold?
    /// Chooses the best epoch. It is part of the description, though it decides no weights: every
    /// checkpoint says which epoch was the best so far.
    package var criterion = ValidationCriterion.accuracy
    /// Digest of the training images' groups; empty without groups.
    package var groupsDigest = ""
    /// Digest of the validation folder's images, as the manifest defines it; empty where training
    /// images validate. Like the criterion it decides which epoch is the best.
    package var folderDigest = ""

    package init() {}

    /// Whether the images that validate are in a folder of their own.
    package var hasFolder: Bool { !folderDigest.isEmpty }
}

/// The networks that this one learns from in addition to the labels.
package struct DistillationDescription: DefaultedRecord, Equatable {
    /// The share of each target that is the teachers'; 0 without teachers.
    package var share = 0.9
    /// SHA-256 of each teacher's weights.
    package var teachers: [String] = []

    package init() {}
}

/// How numbers are computed.
package struct ArithmeticDescription: DefaultedRecord, Equatable {
    package var precision = Precision.f32
    /// Of the gradients in the sum over all virtual workers.
    package var exchange = Precision.f32
    /// The set of compute kernels; `auto` until the ranks have agreed on one.
    package var kernels = KernelChoice.auto
    /// The same of each teacher.
    package var teacherKernels: [KernelChoice] = []

    package init() {}
}

extension RunDescription {
    /// Whether nothing is left open that the data or the ranks decide, as in all checkpoints.
    package var isResolved: Bool {
        data.ink != .auto && arithmetic.kernels != .auto && !data.classNames.isEmpty
    }

    /// What is wrong with a stored description that is not resolved.
    static let openText = "its identity leaves the classes, the ink or the kernels open"

    /// What differs from the description of a run folder and forbids resuming it, one text for each
    /// property: "schedule.learningRate: 0.004 in the run folder, 0.01 now". Kernels are not among
    /// them, see `kernelDifferences`; nor are more epochs, where `isLonger`.
    package func differences(from stored: RunDescription) -> [String] {
        var stored = stored
        if isLonger(than: stored) { stored.schedule.epochs = schedule.epochs }
        return allDifferences(from: stored).filter { !$0.isOfKernels }.map(\.text)
    }

    /// Whether more epochs than `stored` has can follow its own, because no learning rate depends on
    /// their number: then it goes on with the weights of a run that had them from the start.
    package func isLonger(than stored: RunDescription) -> Bool {
        schedule.epochs > stored.schedule.epochs && schedule.shape == stored.schedule.shape
            && !schedule.shape.dependsOnStepCount
    }

    /// The same for the kernels: another machine's arithmetic, with which a run goes on under a
    /// recorded warning.
    package func kernelDifferences(from stored: RunDescription) -> [String] {
        allDifferences(from: stored).filter(\.isOfKernels).map(\.text)
    }

    private func allDifferences(from stored: RunDescription) -> [JSONDifference] {
        JSONDifference.all(
            between: JSONValue(of: stored), and: JSONValue(of: self),
            names: ("in the run folder", "now"), absent: "none")
    }

    /// The run in one line.
    package var summaryText: String {
        "\(network.preset), \(data.classNames.count) classes,"
            + " \(data.imageHeight)x\(data.imageWidth), \(schedule.epochs) epochs of batch"
            + " \(schedule.batchSize), \(optimizer.name), seed \(seed), \(arithmetic.precision) on"
            + " \(arithmetic.kernels) kernels"
            + (arithmetic.exchange == .f32 ? "" : ", gradients summed in \(arithmetic.exchange)")
    }

    /// SHA-256 of its JSON text in hexadecimal: equal for runs with equal weights.
    package var digestText: String {
        get throws(RecordError) {
            var digest = SHA256Digest()
            digest.update(try JSONFile.line(self))
            return digest.hexadecimal()
        }
    }
}

extension JSONDifference {
    fileprivate var isOfKernels: Bool {
        ["arithmetic.kernels", "arithmetic.teacherKernels"].contains { path.hasPrefix($0) }
    }
}
