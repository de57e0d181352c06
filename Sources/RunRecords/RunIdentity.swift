/// What decides a run's weights. Two runs with equal identities give equal checkpoints, byte for
/// byte, on any number of ranks; a run folder can be resumed only with the identity it began with.
package struct RunIdentity: Codable, Equatable, Sendable {
    // Data.
    /// Digest of the training images' paths, labels and contents, as the manifest defines it.
    package var dataDigest: String
    /// In natural order; a class's index is its place here.
    package var classNames: [String]
    /// Size of the network's input in pixels.
    package var imageHeight: Int
    package var imageWidth: Int
    /// `light` or `dark`, as voted or forced.
    package var ink: String
    package var validationFraction: Double
    // How validation was carved; nil, and not in the file, for a fraction of each class.
    /// `group` where whole groups validate.
    package var validationSplit: String?
    /// The number of folds, and which of them validates, from 1.
    package var folds: Int?
    package var fold: Int?
    /// Digest of the training images' groups.
    package var groupsDigest: String?

    // Division of the work.
    package var virtualWorkers: Int
    /// Images of all workers together in a step.
    package var batchSize: Int
    package var seed: UInt64

    // Network and recipe.
    package var preset: String
    package var optimizer: String
    package var learningRate: Double
    package var momentum: Double
    package var weightDecay: Double
    package var schedule: String
    package var warmupEpochs: Double
    package var labelSmoothing: Double
    package var epochs: Int
    /// Steps between two moves of Lookahead's slow weights; 0 for none.
    @AddedLater package var lookahead: Int
    /// The part of the way that they move.
    @AddedLater package var lookaheadStep: Double
    /// SHA-256 of the weights of the network that the run began with; empty for none.
    @AddedLater package var initialWeights: String
    /// The part that the average of the weights keeps at each step; 0 for none.
    @AddedLater package var averaging: Double
    /// SHA-256 of the weights of each network that this one learns from.
    @AddedLater package var teachers: [String]
    /// The part of each target that is theirs.
    @AddedLater package var distillation: Double

    // Augmentation; all zero means none.
    package var rotationDegrees: Double
    package var shiftFraction: Double
    package var zoomFraction: Double
    package var shearDegrees: Double
    @AddedLater package var elasticFraction: Double
    @AddedLater package var strokeFraction: Double
    @AddedLater package var gainFraction: Double
    @AddedLater package var binaryShare: Double

    // Arithmetic.
    package var precision: String
    /// Name of the set of compute kernels.
    package var kernelSet: String
    /// The same of each teacher.
    @AddedLater package var teacherKernelSets: [String]

    package init(
        dataDigest: String, classNames: [String], imageHeight: Int, imageWidth: Int, ink: String,
        validationFraction: Double, virtualWorkers: Int, batchSize: Int, seed: UInt64,
        preset: String, optimizer: String, learningRate: Double, momentum: Double,
        weightDecay: Double, schedule: String, warmupEpochs: Double, labelSmoothing: Double,
        epochs: Int, lookahead: Int, lookaheadStep: Double, initialWeights: String,
        rotationDegrees: Double, shiftFraction: Double, zoomFraction: Double,
        shearDegrees: Double, elasticFraction: Double, strokeFraction: Double,
        gainFraction: Double, binaryShare: Double, averaging: Double, teachers: [String],
        distillation: Double, precision: String, kernelSet: String,
        teacherKernelSets: [String] = [],
        validationSplit: String? = nil, folds: Int? = nil, fold: Int? = nil,
        groupsDigest: String? = nil
    ) {
        self.dataDigest = dataDigest
        self.classNames = classNames
        self.imageHeight = imageHeight
        self.imageWidth = imageWidth
        self.ink = ink
        self.validationFraction = validationFraction
        self.virtualWorkers = virtualWorkers
        self.batchSize = batchSize
        self.seed = seed
        self.preset = preset
        self.optimizer = optimizer
        self.learningRate = learningRate
        self.momentum = momentum
        self.weightDecay = weightDecay
        self.schedule = schedule
        self.warmupEpochs = warmupEpochs
        self.labelSmoothing = labelSmoothing
        self.epochs = epochs
        self.lookahead = lookahead
        self.lookaheadStep = lookaheadStep
        self.initialWeights = initialWeights
        self.rotationDegrees = rotationDegrees
        self.shiftFraction = shiftFraction
        self.zoomFraction = zoomFraction
        self.shearDegrees = shearDegrees
        self.elasticFraction = elasticFraction
        self.strokeFraction = strokeFraction
        self.gainFraction = gainFraction
        self.binaryShare = binaryShare
        self.averaging = averaging
        self.teachers = teachers
        self.distillation = distillation
        self.precision = precision
        self.kernelSet = kernelSet
        self.teacherKernelSets = teacherKernelSets
        self.validationSplit = validationSplit
        self.folds = folds
        self.fold = fold
        self.groupsDigest = groupsDigest
    }
}

extension RunIdentity {
    /// What differs from the identity of a run folder and forbids resuming it, one text for each
    /// field: "learningRate: 0.004 in the run folder, 0.01 now". Arithmetic is not among them, see
    /// `arithmeticDifferences`.
    package func differences(from stored: RunIdentity) -> [String] {
        var texts: [String] = []
        func compare<Value: Equatable>(_ name: String, _ field: KeyPath<RunIdentity, Value>) {
            note(name, field, stored, in: &texts)
        }
        compare("dataDigest", \.dataDigest)
        compare("classNames", \.classNames)
        compare("imageHeight", \.imageHeight)
        compare("imageWidth", \.imageWidth)
        compare("ink", \.ink)
        compare("validationFraction", \.validationFraction)
        note("validationSplit", \.validationSplit, stored, absent: "stratified", in: &texts)
        note("folds", \.folds, stored, absent: "none", in: &texts)
        note("fold", \.fold, stored, absent: "none", in: &texts)
        note("groupsDigest", \.groupsDigest, stored, absent: "none", in: &texts)
        compare("virtualWorkers", \.virtualWorkers)
        compare("batchSize", \.batchSize)
        compare("seed", \.seed)
        compare("preset", \.preset)
        compare("optimizer", \.optimizer)
        compare("learningRate", \.learningRate)
        compare("momentum", \.momentum)
        compare("weightDecay", \.weightDecay)
        compare("schedule", \.schedule)
        compare("warmupEpochs", \.warmupEpochs)
        compare("labelSmoothing", \.labelSmoothing)
        compare("epochs", \.epochs)
        compare("lookahead", \.lookahead)
        compare("lookaheadStep", \.lookaheadStep)
        compare("initialWeights", \.initialWeights)
        compare("rotationDegrees", \.rotationDegrees)
        compare("shiftFraction", \.shiftFraction)
        compare("zoomFraction", \.zoomFraction)
        compare("shearDegrees", \.shearDegrees)
        compare("elasticFraction", \.elasticFraction)
        compare("strokeFraction", \.strokeFraction)
        compare("gainFraction", \.gainFraction)
        compare("binaryShare", \.binaryShare)
        compare("averaging", \.averaging)
        compare("teachers", \.teachers)
        compare("distillation", \.distillation)
        compare("precision", \.precision)
        return texts
    }

    /// The same for the kernel set: another machine's arithmetic, with which a run goes on under a
    /// recorded warning.
    package func arithmeticDifferences(from stored: RunIdentity) -> [String] {
        var texts: [String] = []
        note("kernelSet", \.kernelSet, stored, in: &texts)
        note("teacherKernelSets", \.teacherKernelSets, stored, in: &texts)
        return texts
    }

    private func note<Value: Equatable>(
        _ name: String, _ field: KeyPath<RunIdentity, Value>, _ stored: RunIdentity,
        in texts: inout [String]
    ) {
        let (before, now) = (stored[keyPath: field], self[keyPath: field])
        if before != now { texts.append("\(name): \(before) in the run folder, \(now) now") }
    }

    private func note<Value: Equatable>(
        _ name: String, _ field: KeyPath<RunIdentity, Value?>, _ stored: RunIdentity,
        absent: String, in texts: inout [String]
    ) {
        func text(_ value: Value?) -> String { value.map { "\($0)" } ?? absent }
        let (before, now) = (stored[keyPath: field], self[keyPath: field])
        if before != now {
            texts.append("\(name): \(text(before)) in the run folder, \(text(now)) now")
        }
    }
}
