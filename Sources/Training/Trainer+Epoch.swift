import Evaluation
import RunRecords

extension Trainer {
    /// Ends an epoch: notes the validation, moves on to the next epoch, and decides whether the run
    /// is finished. A function of sums that are equal on all ranks.
    ///
    /// - Parameters:
    ///   - validation: nil without validation images.
    ///   - patience: epochs after which the run ends unless the validation criterion has improved.
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

    /// - Returns: whether the epoch that has just ended is the best so far.
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
