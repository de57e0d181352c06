import ConvNet
import Datasets
import Glibc
import RunRecords
import TextFormats
import Training

/// Shows the progress of a run on standard error, on rank 0 only: on a terminal a status line that
/// is rewritten, otherwise a line every ten seconds.
///
/// With `--quiet` it shows only what the user must know in any case: warnings, files that are not
/// used, and why a run ends without a result of this training.
final class ProgressDisplay {
    private let speaks: Bool
    private let isQuiet: Bool
    private let isInteractive = Terminal.isInteractive
    private let color = Terminal.hasColor
    private let start = ContinuousClock.now
    private var lastLine = ContinuousClock.now
    private var imagesSinceLine = 0
    private var stepSecondsSinceLine = 0.0
    private var stepsDone = 0

    init(speaks: Bool, isQuiet: Bool) {
        self.speaks = speaks
        self.isQuiet = isQuiet
    }

    /// Shows an event of the run.
    func show(_ event: TrainingEvent) {
        guard speaks else { return }
        switch event {
        case .began(let header): show(header)
        case .warning(let text): printError("\(paint("warning:", "33")) \(printable(text))")
        case .finishedBefore(let text): printError("finished  \(printable(text))")
        default: if !isQuiet { showProgress(event) }
        }
    }

    /// Events that `--quiet` leaves out.
    private func showProgress(_ event: TrainingEvent) {
        switch event {
        case .step(let step): show(step)
        case .interleaving:
            line(
                "note      the ranks wait for the network: from now on they interleave backward"
                    + " passes to overlap more of the exchange, which takes more memory")
        case .epoch(let record, let epochs): line(record.text(of: epochs))
        case .scoring(let name, let count): status("scoring \(count) \(name) images")
        case .began, .warning, .finishedBefore, .checkpointBegins, .checkpoint, .validating: break
        }
    }

    /// The last message of a training that was stopped on request.
    func stopped(at position: TrainingPosition, runPath: String) {
        guard speaks else { return }
        line(
            "stopped as requested after step \(position.globalStep); the checkpoint is written."
                + " Go on with the same command and --run \(runPath)")
    }

    private func show(_ header: TrainingHeader) {
        let lines = (isQuiet ? [] : header.lines) + header.warnings
        if !lines.isEmpty { printError(lines.joined(separator: "\n")) }
        if isQuiet { return }
        let workers = header.description.schedule.virtualWorkers
        if let advice = FittingCommands.adviceForAllCores(virtualWorkers: workers) {
            printError("note      \(advice)")
        }
    }

    /// The last message of a command that was stopped while it scored a finished run again.
    func stoppedScoring(runPath: String) {
        guard speaks else { return }
        line(
            "stopped as requested while images were scored again; the stored result of \(runPath) is"
                + " unchanged. Run the same command again")
    }

    /// Shows the speed since the last line, and the time left at the mean speed so far.
    private func show(_ step: StepReport) {
        imagesSinceLine += step.imageCount
        stepSecondsSinceLine += step.times.seconds
        stepsDone += 1
        let interval: Duration = isInteractive ? .milliseconds(200) : .seconds(10)
        guard ContinuousClock.now - lastLine >= interval else { return }
        let rate = Double(imagesSinceLine) / max(stepSecondsSinceLine, 1e-9)
        let left =
            (step.epochs - step.epoch) * step.stepsPerEpoch + step.stepsPerEpoch - step.stepInEpoch
        let seconds = (ContinuousClock.now - start) / .seconds(1) / Double(stepsDone) * Double(left)
        let text =
            "epoch \(step.epoch)/\(step.epochs)  step \(step.stepInEpoch)/\(step.stepsPerEpoch)"
            + "  loss \(fixed(step.loss, 3))  \(Int(rate)) images/s  \(QuantityText.clock(seconds: seconds)) left"
        if isInteractive { status(text) } else { line(text) }
        lastLine = .now
        imagesSinceLine = 0
        stepSecondsSinceLine = 0
    }

    /// Writes a status line, which the next text replaces. Does nothing without a terminal.
    private func status(_ text: String) {
        guard isInteractive else { return }
        let bytes = Array("\r\u{1B}[K\(text)".utf8)
        _ = write(STDERR_FILENO, bytes, bytes.count)
    }

    /// Writes a line that stays, in place of a status line.
    private func line(_ text: String) {
        printError(isInteractive ? "\r\u{1B}[K\(text)" : text)
    }

    private func paint(_ text: String, _ code: String) -> String {
        color ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }
}

extension TrainingHeader {
    /// A summary of the run, printed before the first step.
    fileprivate var lines: [String] {
        let (data, schedule) = (description.data, description.schedule)
        let (network, arithmetic) = (description.network, description.arithmetic)
        let test = testCount.map { "\($0) test" } ?? "no test"
        let ink =
            testInk.map {
                $0 == data.ink ? "\($0) ink" : "\(data.ink) ink, in the test \($0)"
            }
            ?? "\(data.ink) ink"
        var lines = [
            "run       \(runPath)",
            "data      \(trainingCount) training, \(validationCount) validation, \(test) images;"
                + " \(data.classNames.count) classes;"
                + " \(data.imageHeight)x\(data.imageWidth) \(inputForm.rawValue),"
                + " \(ink)",
        ]
        let validation = description.validation
        if validation.split != .stratified || validation.fold != nil {
            let unit = validation.split == .stratified ? "images" : "whole groups"
            let part =
                validation.fold.map { "fold \($0)" } ?? "a part of \(validation.fraction)"
            lines.append("validates \(unit), \(part)")
        }
        if let validationFolder {
            lines.append("validates on \(printable(validationFolder))")
        }
        lines += [
            "network   \(network.preset), \(parameterCount) parameters, \(arithmetic.precision),"
                + " \(arithmetic.kernels) kernels"
                + (arithmetic.exchange == .f32
                    ? "" : ", gradients summed in \(arithmetic.exchange)"),
            "recipe    \(schedule.epochs) epochs of \(stepsPerEpoch) steps, batch"
                + " \(schedule.batchSize), \(description.optimizer.name) \(schedule.learningRate)"
                + " \(schedule.shape), seed \(description.seed)",
            "ranks     \(ranks), sharing \(schedule.virtualWorkers) virtual workers",
        ]
        if let weights = classWeightsText { lines.append("loss      \(weights)") }
        if select == .best {
            lines.append(
                "result    the weights of the epoch with the \(validation.criterion.bestText)"
                    + " (--select last takes the last epoch's)")
        }
        if position.globalStep > 0, !wasFinished {
            lines.append(
                "resumed   after step \(position.globalStep), in epoch"
                    + " \(position.completedEpochs + 1)")
        }
        return lines
    }

    /// Warnings about uneven ranks, and the files that are not used.
    fileprivate var warnings: [String] {
        var texts: [String] = []
        if imbalance > 1 {
            texts.append(
                "warning:  \(ranks) ranks share \(description.schedule.virtualWorkers) workers"
                    + " unevenly: the step takes \(fixed(imbalance, 2)) times as long as an even"
                    + " share")
        }
        if !skippedFiles.isEmpty {
            texts.append("skipped   \(printable(skippedFiles.joined(separator: "; ")))")
        }
        return texts
    }

    /// The range of the classes' weights in the loss; nil if all are 1.
    private var classWeightsText: String? {
        let weights = zip(classWeights, description.data.classNames).filter { $0.0 > 0 }
        guard let least = weights.min(by: { $0.0 < $1.0 }),
            let most = weights.max(by: { $0.0 < $1.0 })
        else { return nil }
        return
            "images weighted by class, from \(fixed(least.0, 3)) for \"\(printable(least.1))\" to"
            + " \(fixed(most.0, 3)) for \"\(printable(most.1))\" (--class-weights)"
    }
}

extension ValidationCriterion {
    fileprivate var bestText: String {
        switch self {
        case .accuracy: "highest validation accuracy"
        case .loss: "lowest validation loss"
        }
    }
}

extension EpochRecord {
    /// An epoch's line: "epoch 3/60  train 0.412 91.25 %  validation 0.398 92.10 % best  …".
    fileprivate func text(of epochs: Int) -> String {
        let validation =
            validationAccuracy.map {
                "  validation \(fixed(validationLoss ?? 0, 3)) \(percent($0))"
            } ?? ""
        return "epoch \(epoch)/\(epochs)  train \(fixed(trainLoss, 3)) \(percent(trainAccuracy))"
            + "\(validation)\(best ? " best" : "")  \(Int(imagesPerSecond)) images/s"
            + "  \(fixed(epochSeconds, 1)) s"
    }
}

private func fixed(_ value: Double, _ digits: Int) -> String {
    NumberText.fixed(value, fractionDigits: digits)
}

private func percent(_ share: Double) -> String { "\(NumberText.percent(share)) %" }
