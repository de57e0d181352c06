import Evaluation
import RunRecords

extension Trainer {
    /// Ends an epoch: notes the validation, moves on to the next epoch, and decides whether the run
    /// is finished. A function of sums that are equal on all ranks.
    ///
    /// - Parameters:
    ///   - validation: nil without validation images.
    ///   - patience: epochs without a better validation accuracy after which the run ends.
    /// - Returns: the epoch's line for `metrics.jsonl`.
    func finishEpoch(
        _ validation: ScoreTally?, patience: Int?, times: RunTimes.Share
    ) -> EpochRecord {
        let finished = progress
        position.completedEpochs += 1
        position.stepInEpoch = 0
        progress.lossSum = 0
        progress.correctCount = 0
        progress.sampleCount = 0
        let isBest = noteBest(validation)
        progress.isFinished =
            position.completedEpochs == description.schedule.epochs
            || (patience.map { progress.epochsWithoutImprovement >= $0 } ?? false)
        let sampleCount = Double(max(finished.sampleCount, 1))
        return EpochRecord(
            epoch: position.completedEpochs, step: position.globalStep,
            learningRate: learningRate(stepNumber: position.globalStep),
            trainLoss: finished.lossSum / sampleCount,
            trainAccuracy: Double(finished.correctCount) / sampleCount,
            validationLoss: validation?.objective,
            validationCrossEntropy: validation?.crossEntropy,
            validationAccuracy: validation?.accuracy, best: isBest,
            epochSeconds: times.wallSeconds, imagesPerSecond: times.imagesPerSecond,
            exchangeSeconds: times.exchangeSeconds)
    }

    /// The best epoch has the highest number of correct validation images; of several such epochs it
    /// is the one with the lowest validation loss.
    ///
    /// - Returns: whether the epoch that has just ended is the best so far.
    private func noteBest(_ validation: ScoreTally?) -> Bool {
        guard let validation else { return false }
        let value = Double(validation.correct)
        let loss = validation.objective
        if let best = progress.bestValue, value <= best {
            // A lower loss at the same accuracy makes the better weights, but is no progress that
            // patience waits for: the loss can creep down for a very long time.
            progress.epochsWithoutImprovement += 1
            guard value == best, let bestLoss = progress.bestLoss, loss < bestLoss else {
                return false
            }
        } else {
            progress.epochsWithoutImprovement = 0
        }
        progress.bestValue = value
        progress.bestLoss = loss
        progress.bestEpoch = position.completedEpochs
        return true
    }
}
