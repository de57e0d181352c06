/// The result of one step: sums over all ranks, and the times of this rank.
package struct StepReport: Sendable {
    /// From 1.
    package let epoch: Int
    /// The number of epochs of the run.
    package let epochs: Int
    /// From 1.
    package let stepInEpoch: Int
    package let stepsPerEpoch: Int
    /// The sum of the images' losses.
    package let lossSum: Double
    /// The number of images, over all workers.
    package let imageCount: Int
    /// Whether some rank was asked to stop.
    package let stopRequested: Bool
    /// Whether some rank was asked for a checkpoint.
    package let checkpointRequested: Bool
    /// Whether backward passes are interleaved from the next step on; see `InterleavingRule`.
    package let beginsToInterleave: Bool
    package let times: StepTimes

    /// The mean loss of an image.
    package var loss: Double { imageCount > 0 ? lossSum / Double(imageCount) : 0 }
}

/// Where this rank's time went in a step, in seconds.
package struct StepTimes: Sendable {
    let start = ContinuousClock.now
    /// The whole step.
    package var seconds = 0.0
    package var forwardSeconds = 0.0
    package var backwardSeconds = 0.0
    /// Time spent in the sum over ranks instead of computing, including waiting for slower ranks.
    /// What travels meanwhile does not count.
    package var exchangeSeconds = 0.0
    /// Statistics, optimizer and moving average.
    package var optimizerSeconds = 0.0
}
