import Evaluation
import RunFolder

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
            position.completedEpochs == recipe.epochs
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

    /// The best epoch is the first with the highest number of correct validation images.
    private func noteBest(_ validation: ScoreTally?) -> Bool {
        guard let validation else { return false }
        let value = Double(validation.correct)
        if let best = progress.bestValue, value <= best {
            progress.epochsWithoutImprovement += 1
            return false
        }
        progress.bestValue = value
        progress.bestEpoch = position.completedEpochs
        progress.epochsWithoutImprovement = 0
        return true
    }

    /// Goes through the same epoch once more, for measurements.
    package func repeatEpoch() {
        position.stepInEpoch = 0
    }

    func report(_ step: StepOutcome, seconds: Double) -> StepReport {
        StepReport(
            epoch: position.completedEpochs + 1, epochs: recipe.epochs,
            stepInEpoch: position.stepInEpoch, stepsPerEpoch: stepsPerEpoch,
            loss: step.imageCount > 0 ? step.lossSum / Double(step.imageCount) : 0,
            imageCount: step.imageCount, stepSeconds: seconds)
    }
}
