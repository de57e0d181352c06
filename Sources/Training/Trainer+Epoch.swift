import Evaluation
import RunRecords

extension Trainer {
    /// Ends an epoch: updates the best epoch so far, moves `position` to the next epoch, resets the
    /// sums of the epoch, and decides whether the run is finished.
    ///
    /// All of it follows from sums that are equal on all ranks, so all ranks decide alike.
    ///
    /// - Parameters:
    ///   - validation: nil without validation images.
    ///   - patience: the number of epochs without improvement of the validation criterion after
    ///     which the run ends; nil for no early stopping.
    ///   - times: this rank's times in the epoch.
    /// - Returns: the epoch's line for `metrics.jsonl`.
    func finishEpoch(
        _ validation: ScoreTally?, patience: Int?, times: RunTimes.Totals
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

    /// Decides whether the epoch that has just ended is the best so far, and counts epochs without
    /// improvement. `PatienceHistory` follows the same rule.
    private func noteBest(_ validation: ScoreTally?) -> Bool {
        guard let validation else { return false }
        let score = ValidationScore(
            recognised: Double(validation.correct), loss: validation.objective)
        let criterion = description.validation.criterion
        if let best = progress.bestScore {
            progress.epochsWithoutImprovement =
                score.isImprovement(on: best, by: criterion)
                ? 0 : progress.epochsWithoutImprovement + 1
            guard score.replaces(best, by: criterion) else { return false }
        }
        progress.bestValue = score.recognised
        progress.bestLoss = score.loss
        progress.bestEpoch = position.completedEpochs
        return true
    }
}
