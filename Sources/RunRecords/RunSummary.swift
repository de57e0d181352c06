package import Evaluation

/// The content of `summary.json`: the results of a finished run, what they were achieved with, and
/// how fast.
package struct RunSummary: Codable, Sendable, Equatable {
    /// Whether the decoded training pixels are all 0 or 255, or also have levels in between.
    package enum InputForm: String, Codable, Sendable {
        case binary
        case grey
    }

    /// The weights that the metrics were measured with.
    package struct Evaluated: Codable, Sendable, Equatable {
        package var epoch: Int
        package var step: Int

        /// Whether they are the exponential moving average of the steps' weights (EMA).
        package var averaged: Bool

        /// SHA-256 of these weights in hexadecimal, computed like `weightsSHA256`.
        package var sha256: String

        package init(epoch: Int, step: Int, averaged: Bool, sha256: String) {
            self.epoch = epoch
            self.step = step
            self.averaged = averaged
            self.sha256 = sha256
        }
    }

    /// Metrics of the test images; nil without a test folder.
    package var test: ClassificationMetrics?

    /// Metrics of the validation images; nil without them.
    package var validation: ClassificationMetrics?

    /// Metrics of the training images without augmentation; nil if they were not scored.
    package var train: ClassificationMetrics?

    /// The weights of all metrics above.
    package var evaluated: Evaluated

    /// SHA-256 of parameters and running statistics after the last step, in hexadecimal. Equal
    /// identities give equal values on any number of ranks.
    package var weightsSHA256: String

    package var epochs: Int
    package var steps: Int
    /// Wall time from the start of the process to the end of the run.
    package var wallSeconds: Double

    /// Wall time from the start of the process to the end of the first step.
    package var startToFirstStepSeconds: Double

    /// The number of training images of all ranks divided by the wall time of the steps.
    package var imagesPerSecond: Double

    package var ranks: Int
    package var virtualWorkers: Int

    /// `f32` or `bf16`.
    package var precision: String

    package var kernelSet: String
    package var preset: String
    /// The number of trained parameters.
    package var parameterCount: Int

    /// The largest peak memory (VmHWM, the resident set) of any rank, in bytes.
    package var peakMemoryBytes: Int

    package var inputForm: InputForm
    package var seed: UInt64

    /// The digest of the training images' paths, labels and contents, in hexadecimal.
    package var dataDigest: String

    /// The ELF build-id of the program.
    package var buildID: String

    /// The files in the training and test folders that were skipped because they are not images:
    /// one text for each folder that has some.
    package var leftOut: [String]

    /// The warnings of the run, one sentence each, as they were printed: what it left out, replaced
    /// or reinterpreted, and what a reader should know before trusting the numbers.
    package var warnings: [String]

    package init(
        test: ClassificationMetrics?, validation: ClassificationMetrics?,
        train: ClassificationMetrics?, evaluated: Evaluated, weightsSHA256: String, epochs: Int,
        steps: Int, wallSeconds: Double, startToFirstStepSeconds: Double, imagesPerSecond: Double,
        ranks: Int, virtualWorkers: Int, precision: String, kernelSet: String, preset: String,
        parameterCount: Int, peakMemoryBytes: Int, inputForm: InputForm, seed: UInt64,
        dataDigest: String, buildID: String, leftOut: [String] = [],
        warnings: [String] = []
    ) {
        self.test = test
        self.validation = validation
        self.train = train
        self.evaluated = evaluated
        self.weightsSHA256 = weightsSHA256
        self.epochs = epochs
        self.steps = steps
        self.wallSeconds = wallSeconds
        self.startToFirstStepSeconds = startToFirstStepSeconds
        self.imagesPerSecond = imagesPerSecond
        self.ranks = ranks
        self.virtualWorkers = virtualWorkers
        self.precision = precision
        self.kernelSet = kernelSet
        self.preset = preset
        self.parameterCount = parameterCount
        self.peakMemoryBytes = peakMemoryBytes
        self.inputForm = inputForm
        self.seed = seed
        self.dataDigest = dataDigest
        self.buildID = buildID
        self.leftOut = leftOut
        self.warnings = warnings
    }

    // Written by hand, so that absent metrics are null in the file: a reader sees that they were
    // not measured, and does not suspect an older format.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(test, forKey: .test)
        try container.encode(validation, forKey: .validation)
        try container.encode(train, forKey: .train)
        try container.encode(evaluated, forKey: .evaluated)
        try container.encode(weightsSHA256, forKey: .weightsSHA256)
        try container.encode(epochs, forKey: .epochs)
        try container.encode(steps, forKey: .steps)
        try container.encode(wallSeconds, forKey: .wallSeconds)
        try container.encode(startToFirstStepSeconds, forKey: .startToFirstStepSeconds)
        try container.encode(imagesPerSecond, forKey: .imagesPerSecond)
        try container.encode(ranks, forKey: .ranks)
        try container.encode(virtualWorkers, forKey: .virtualWorkers)
        try container.encode(precision, forKey: .precision)
        try container.encode(kernelSet, forKey: .kernelSet)
        try container.encode(preset, forKey: .preset)
        try container.encode(parameterCount, forKey: .parameterCount)
        try container.encode(peakMemoryBytes, forKey: .peakMemoryBytes)
        try container.encode(inputForm, forKey: .inputForm)
        try container.encode(seed, forKey: .seed)
        try container.encode(dataDigest, forKey: .dataDigest)
        try container.encode(buildID, forKey: .buildID)
        try container.encode(leftOut, forKey: .leftOut)
        try container.encode(warnings, forKey: .warnings)
    }
}
