package import Images
package import RunRecords

/// What a run tells its user while it goes. Every rank sends them; the command prints rank 0's.
package enum TrainingEvent {
    /// Loading has ended and the first step is about to begin.
    case began(TrainingHeader)
    case warning(String)
    /// Rank 0 found that the run had reached its end before this command; see `FinishedRun.notice`.
    case finishedBefore(String)
    case step(StepReport)
    /// The ranks wait for the network, and interleave the backward passes of their workers from now on.
    case interleaving
    /// Rank 0 hands the checkpoint of a position to its writer, and has done so: the one before is on
    /// the disk.
    case checkpointBegins(TrainingPosition)
    case checkpoint(TrainingPosition)
    /// The validation at the end of an epoch begins.
    case validating(imageCount: Int)
    case epoch(EpochRecord, of: Int)
    /// The final scoring of a set of images begins.
    case scoring(String, imageCount: Int)
}

/// What a run is about to do.
package struct TrainingHeader: Sendable {
    package var runPath: String
    package var description: RunDescription
    package var parameterCount: Int
    package var ranks: Int
    /// The largest number of workers of a rank, times R / V; 1 is balanced.
    package var imbalance: Double
    package var trainingCount: Int
    package var validationCount: Int
    /// Nil where training images validate.
    package var validationFolder: String?
    /// Nil without a test folder.
    package var testCount: Int?
    package var inputForm: RunSummary.InputForm
    package var stepsPerEpoch: Int
    /// The weight of each class in the loss; empty where all are 1.
    package var classWeights: [Double]
    /// Where a resumed run goes on.
    package var position: TrainingPosition
    /// Whether the run had reached its end before, so that its images are scored only.
    package var wasFinished: Bool
    package var select: WeightSelection
    /// `light` or `dark`; nil without a test folder.
    package var testInk: Ink?
    /// Files that are no images, in words: a text for each folder that has some.
    package var skippedFiles: [String]
}
