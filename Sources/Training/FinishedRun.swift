import Datasets
import Images
import Recognition
import RunRecords

/// A run that was finished before this command, and how this command differs from the one that
/// finished it.
///
/// Its weights are final unless the command allows more patience or more epochs. What can change
/// without training is the scoring: other test images, or the best epoch's weights instead of the
/// last.
struct FinishedRun {
    /// Why a finished run is trained further.
    enum Continuation {
        /// Early stopping ended the run, and the command allows more patience.
        case patience
        /// All epochs were trained, and the command asks for this larger number.
        case epochs(Int)
    }

    /// The result that is stored in the run folder.
    let summary: RunSummary
    /// Nil if nothing is left to train.
    let continuation: Continuation?
    /// Why the images must be scored again, one text each; empty if the stored result answers this
    /// command, or the run is trained further.
    let reasonsToScore: [String]

    /// What is printed about it, instead of silently doing nothing.
    var notice: String {
        let epochs = summary.epochs == 1 ? "1 epoch" : "\(summary.epochs) epochs"
        let before = "this run was finished before, after \(epochs)"
        switch continuation {
        case .patience:
            return "\(before), by its --patience: it is continued with the one given now"
        case .epochs(let count):
            return "\(before): it is continued to epoch \(count), and ends as a run with \(count)"
                + " epochs from the start does"
        case nil: break
        }
        return reasonsToScore.isEmpty
            ? "\(before): nothing was trained, and the result is the one it had"
            : "\(before): nothing is trained; its images are scored again: "
                + reasonsToScore.joined(separator: "; ")
    }

    /// The summary of a new scoring, with the stored summary's facts about the training: its times,
    /// ranks and memory are not those of the process that only scores.
    func keepingTraining(in new: RunSummary) -> RunSummary {
        var new = new
        new.wallSeconds = summary.wallSeconds
        new.startToFirstStepSeconds = summary.startToFirstStepSeconds
        new.imagesPerSecond = summary.imagesPerSecond
        new.ranks = summary.ranks
        new.peakMemoryBytes = summary.peakMemoryBytes
        return new
    }
}

extension FinishedRun {
    /// What a command asks for, as far as a finished run's result depends on it.
    struct Request {
        let settings: RunSettings
        let manifest: Manifest
        /// The names of `--class-names`, in the order of the classes; empty without it.
        let shownNames: [String]
        /// Nil without test images.
        let testInk: Ink?
    }

    /// Reads whether the run in `folder` is finished, and compares it with `request`. Changes
    /// nothing.
    ///
    /// - Parameters:
    ///   - newest: the newest checkpoint of the folder.
    ///   - epochs: the number of epochs that the command asks for: that of the run, or a larger one
    ///     if its schedule allows it.
    /// - Returns: nil if the run is not finished.
    /// - Throws: `ConfigurationError` when the request asks for a shorter training than the run
    ///   had, for other names of its classes, or for weights that are not in the folder.
    init?(
        in folder: RunFolder, newest: Checkpoint, epochs: Int, _ request: Request
    ) throws {
        // A summary with another number of steps is stale: the run was cut back, or extended,
        // since.
        guard let summary = try folder.summary(),
            summary.steps == newest.position.globalStep
        else { return nil }
        let stored = try folder.configuration()
        let patience = request.settings.patience
        func endOfPatience() throws -> Int? {
            try patience.flatMap {
                PatienceHistory(
                    try folder.metrics.records(EpochRecord.self),
                    criterion: newest.description.validation.criterion
                ).end(patience: $0)
            }
        }
        if stored?.settings.patience != patience, let patience,
            let end = try endOfPatience(), end < summary.epochs
        {
            throw ConfigurationError(
                "run folder \(folder.path) holds a finished run of \(summary.epochs) epochs,"
                    + " which --patience \(patience) would have ended after epoch \(end)",
                remedy: "leave --patience as it was, or choose another --run")
        }
        if summary.epochs < newest.description.schedule.epochs {
            // The newest checkpoint was written before the validation that ended the run, which was
            // one more epoch without improvement.
            let unimproved = newest.progress.epochsWithoutImprovement + 1
            continuation = patience.map { unimproved < $0 } ?? true ? .patience : nil
        } else {
            // Not if patience ran out in the last epoch, where a longer run would have ended, too.
            continuation =
                try epochs > summary.epochs && endOfPatience() == nil ? .epochs(epochs) : nil
        }
        self.summary = summary
        reasonsToScore =
            continuation == nil ? try Self.changes(since: stored, in: folder, request) : []
        if !reasonsToScore.isEmpty, request.settings.selection == .best {
            try Self.requireBest(in: folder)
        }
        guard
            continuation != nil || request.shownNames.isEmpty
                || request.shownNames == newest.shownNames
        else {
            throw ConfigurationError(
                "run folder \(folder.path) holds a finished run, whose checkpoints name the classes"
                    + " otherwise than --class-names does",
                remedy: "leave --class-names out, and give it to report, evaluate and predict")
        }
    }

    /// What differs from the command that made the stored result, one text each.
    private static func changes(
        since stored: RunConfiguration?, in folder: RunFolder, _ request: Request
    ) throws -> [String] {
        guard let stored, let text = try folder.manifestText() else {
            return ["config.json or manifest.csv is missing"]
        }
        var reasons: [String] = []
        let (before, now) = (stored.settings.selection, request.settings.selection)
        if before != now {
            reasons.append(
                "with the \(now) epoch's weights (--select), before with the"
                    + " \(before) epoch's")
        }
        let manifest = try Manifest(
            csv: text, hasValidationFolder: stored.description.validation.hasFolder)
        switch (manifest.hasTestImages, request.manifest.hasTestImages) {
        case (false, true): reasons.append("with test images, before without any")
        case (true, false): reasons.append("without test images (--test none), before with some")
        case (true, true):
            if let difference = manifest.firstDifference(to: request.manifest) {
                reasons.append("with other test images (\(difference))")
            } else if let ink = request.testInk, let before = stored.start.testInk,
                before != ink
            {
                reasons.append("with test images taken as \(ink) ink, before as \(before)")
            }
        case (false, false): break
        }
        return reasons
    }

    /// Called before the stored result is replaced: without the best epoch's weights it must stay.
    private static func requireBest(in folder: RunFolder) throws {
        let epochs = try folder.metrics.records(EpochRecord.self).filter(\.best)
        guard let best = epochs.last?.epoch else { return }
        do {
            _ = try BestEpoch.read(best, from: folder.checkpoints)
        } catch let error as CheckpointError {
            throw ConfigurationError(
                "the best epoch's weights are the ones to score, and they cannot be read: \(error)",
                remedy: "bring \(folder.checkpoints.bestPath) back, or pass --select last")
        }
    }
}

/// The validation results of a run's epochs, from which follows after which epoch early stopping
/// would have ended the run. `Trainer.noteBest` applies the same rule during training.
struct PatienceHistory {
    /// From the first epoch on; empty without validation.
    private let scores: [(epoch: Int, score: ValidationScore)]
    private let criterion: ValidationCriterion

    /// - Parameter records: the lines of `metrics.jsonl`. If they begin after epoch 1, because the
    ///   run continued another folder's checkpoint, the best accuracy before them is unknown, and
    ///   they count as no history.
    init(_ records: [EpochRecord], criterion: ValidationCriterion) {
        self.criterion = criterion
        scores =
            records.first?.epoch == 1
            ? records.compactMap { record in
                guard let accuracy = record.validationAccuracy, let loss = record.validationLoss
                else { return nil }
                return (record.epoch, ValidationScore(recognised: accuracy, loss: loss))
            } : []
    }

    /// The epoch after which a run with that patience would have ended; nil if it would not.
    func end(patience: Int) -> Int? {
        var best: ValidationScore?
        var unimproved = 0
        for (epoch, score) in scores {
            if let best, !score.isImprovement(on: best, by: criterion) {
                unimproved += 1
            } else {
                best = score
                unimproved = 0
            }
            if unimproved >= patience { return epoch }
        }
        return nil
    }
}
