package import Augmentation
package import ConvNet
package import Datasets
package import Images
import TextFormats

/// Everything that determines the weights of a run, in groups; "identity" in files.
///
/// Two runs with equal descriptions write byte-identical checkpoints on any number of ranks, and a
/// run folder can be resumed only with the description that it was started with. A new option that
/// affects the weights is one property here and one `@Option` of `train`: the agreement of the
/// ranks, storage, the comparison at a resume, `verify`, the report and `--print-config` are
/// derived from the coding.
///
/// The defaults are the recipe that docs/accuracy.md measures. A run starts with the description
/// from its options. Values that depend on the images or the hosts, such as the digest of the data,
/// are filled in when they are known; see `isResolved`.
package struct RunDescription: DefaultedRecord, Equatable {
    /// The key of all random numbers of the run.
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

/// The training images, as the network sees them.
package struct DataDescription: DefaultedRecord, Equatable {
    /// The digest of the training images' paths, labels and contents, defined by the manifest;
    /// empty until the images have been read.
    package var digest = ""
    /// The class names in natural order; the index of a class is its position here. Empty until the
    /// images have been found.
    package var classNames: [String] = []
    /// The size to which images are resized, in pixels.
    package var imageHeight = 32
    package var imageWidth = 32
    /// The ink polarity; `auto` until it has been decided from the images.
    package var ink = Ink.auto

    package init() {}

    package var imageSize: ImageSize {
        get { ImageSize(height: imageHeight, width: imageWidth) }
        set { (imageHeight, imageWidth) = (newValue.height, newValue.width) }
    }
}

/// Which network is trained, and the weights that it starts with.
package struct NetworkChoice: DefaultedRecord, Equatable {
    package var preset = Preset.compact
    /// SHA-256 of the weights that the run starts with; empty if they are drawn from the seed.
    package var initialWeights = ""

    package init() {}
}

/// The options of the optimizer.
package struct OptimizerDescription: DefaultedRecord, Equatable {
    package var name = OptimizerName.adamw
    /// The momentum of SGD; the other optimizers use constants of their own.
    package var momentum = 0.9
    /// The weight decay coefficient: decoupled from the gradient for AdamW and Muon, L2
    /// regularisation for SGD.
    package var weightDecay = 0.02
    /// The number of steps between two updates of Lookahead's slow weights; 0 switches Lookahead
    /// off.
    package var lookahead = 0
    /// Lookahead's α: the fraction of the way to the fast weights that the slow weights move.
    package var lookaheadStep = 0.5
    /// The decay of the exponential moving average of the weights (EMA); 0 switches it off.
    package var averaging = 0.999

    package init() {}
}

/// The steps of a run and their learning rates: how images are divided, and how long training
/// lasts.
package struct ScheduleDescription: DefaultedRecord, Equatable {
    /// The number of passes over the training images.
    package var epochs = 60
    /// The number of images of a step, summed over all virtual workers.
    package var batchSize = 64
    /// The number of micro-batches that each step is divided into: logical data-parallel replicas,
    /// which are dealt to the ranks. The number belongs to the recipe because batch normalisation
    /// works within a micro-batch; ranks ≤ virtual workers.
    package var virtualWorkers = 8
    /// The peak learning rate, after the warm-up.
    package var learningRate = 6e-3
    /// The curve of the learning rate after the warm-up.
    package var shape = LearningRateSchedule.cosine
    /// The number of epochs in which the learning rate rises to its peak; fractions are allowed.
    package var warmupEpochs = 1.0

    package init() {}

    /// The size of a micro-batch: the maximum number of images of a virtual worker in one step. 64
    /// / 8 = 8 by default.
    package var microBatchSize: Int { batchSize / virtualWorkers }
}

/// The objective that is minimised.
package struct LossDescription: DefaultedRecord, Equatable {
    /// The fraction of each target that is spread evenly over all classes.
    package var labelSmoothing = 0.1
    /// The weight of each class's training images in the loss.
    package var classWeights = ClassWeighting.none

    package init() {}
}

/// Which images validate, and which quantity decides between epochs.
package struct ValidationDescription: DefaultedRecord, Equatable {
    /// The fraction of the training images that is held out; with folds, 1 divided by their number;
    /// 0 with a validation folder.
    package var fraction = 0.1
    package var split = ValidationSplit.stratified
    /// The fold of a cross-validation that is held out in place of the fraction; nil without folds.
    package var fold: Fold?
    /// The quantity that decides which epoch is the best. It does not affect the weights of a step,
    /// but it is part of the description, because every checkpoint records which epoch was the best
    /// so far.
    package var criterion = ValidationCriterion.accuracy
    /// The digest of the training images' groups, such as writers; empty without groups.
    package var groupsDigest = ""
    /// The digest of the validation folder's images, defined by the manifest; empty if training
    /// images validate. Like the criterion, it affects which epoch is the best.
    package var folderDigest = ""

    package init() {}

    /// Whether there is a separate validation folder.
    package var hasFolder: Bool { !folderDigest.isEmpty }
}

/// Knowledge distillation: the teachers that the network learns from in addition to the labels.
package struct DistillationDescription: DefaultedRecord, Equatable {
    /// The fraction of each target that comes from the teachers' probabilities.
    package var share = 0.9
    /// SHA-256 of each teacher's weights.
    package var teachers: [String] = []

    package init() {}
}

/// The precision of the arithmetic, and the kernels that compute it.
package struct ArithmeticDescription: DefaultedRecord, Equatable {
    package var precision = Precision.f32
    /// The precision of the gradients in the all-reduce over virtual workers; `bf16` halves the
    /// traffic.
    package var exchange = Precision.f32
    /// The kernel set; `auto` until the ranks have agreed on one that all their CPUs support. It
    /// belongs to the identity because sets round differently.
    package var kernels = KernelChoice.auto
    /// The same for each teacher.
    package var teacherKernels: [KernelChoice] = []

    package init() {}
}

extension RunDescription {
    /// Whether all values that depend on the images or the ranks are filled in, as they are in
    /// every checkpoint.
    package var isResolved: Bool {
        data.ink != .auto && arithmetic.kernels != .auto && !data.classNames.isEmpty
    }

    /// The message for a stored description that is not resolved.
    static let openText = "its identity leaves the classes, the ink or the kernels open"

    /// What differs from the description of a run folder and forbids resuming it, one text for each
    /// property: "schedule.learningRate: 0.004 in the run folder, 0.01 now". Kernels are not among
    /// them, see `kernelDifferences`; nor are more epochs, if `isLonger`.
    package func differences(from stored: RunDescription) -> [String] {
        var stored = stored
        if isLonger(than: stored) { stored.schedule.epochs = schedule.epochs }
        return allDifferences(from: stored).filter { !$0.isOfKernels }.map(\.text)
    }

    /// Whether this run only has more epochs than `stored`, and no learning rate depends on their
    /// number. Then the stored run can be continued, and ends with the weights of a run that had
    /// all epochs from the start.
    package func isLonger(than stored: RunDescription) -> Bool {
        schedule.epochs > stored.schedule.epochs && schedule.shape == stored.schedule.shape
            && !schedule.shape.dependsOnStepCount
    }

    /// The same for the kernels: the arithmetic of a different machine. The run is resumed, with a
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

    /// SHA-256 of the JSON text in hexadecimal; equal for runs with equal identities. The ledger
    /// lists it.
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
