package import Images
package import RunRecords

/// The progress of a run. Every rank emits events; the command prints those of rank 0.
package enum TrainingEvent {
    /// Loading has ended and the first step is about to begin.
    case began(TrainingHeader)
    case warning(String)
    /// The run was finished before this command; the text is `FinishedRun.notice`. On rank 0 only.
    case finishedBefore(String)
    case step(StepReport)
    /// The ranks wait for the network, and interleave the backward passes of their workers from the
    /// next step on.
    case interleaving
    /// Rank 0 is about to queue a write, which takes as long as an earlier one is still being
    /// written.
    case checkpointBegins(TrainingPosition)
    /// The checkpoint of a position is queued, and the one before is on the disk.
    case checkpoint(TrainingPosition)
    /// The validation at the end of an epoch begins.
    case validating(imageCount: Int)
    /// An epoch has ended, out of the run's number of epochs.
    case epoch(EpochRecord, of: Int)
    /// The final scoring of one set begins: "training", "validation" or "test".
    case scoring(String, imageCount: Int)
}

/// The facts about a run that are printed before its first step.
package struct TrainingHeader: Sendable {
    package var runPath: String
    package var description: RunDescription
    package var parameterCount: Int
    package var ranks: Int
    /// The most virtual workers of any rank, divided by their mean; 1 is balanced. The ranks with
    /// fewer workers wait for the others in every step.
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
    /// Where the run begins, or continues.
    package var position: TrainingPosition
    /// Whether the run was finished before, so that its images are only scored again.
    package var wasFinished: Bool
    package var select: WeightSelection
    /// `light` or `dark`; nil without a test folder.
    package var testInk: Ink?
    /// How many files are not images, one text for each folder that has such files.
    package var skippedFiles: [String]
}
