import ConvNet
package import Datasets
package import Failures
import Recognition
import RunRecords

/// What rank 0 finds in a run folder: where a command goes on, and whether it may. Looking changes
/// nothing there; see `RunRecord.cutBack`.
struct RunStanding {
    /// What is left to do of a run.
    enum Work: String, Codable {
        case training
        /// The run has ended before, and the command asks for another scoring of its images.
        case scoring
        case nothing
    }

    /// The checkpoint to go on from; nil to begin with step 1.
    let stored: (checkpoint: Checkpoint, path: String)?
    /// Nil where the run has not ended before.
    let ended: FinishedRun?
    /// Nil where there is something left to train.
    var finished: FinishedRun? { ended?.continuation == nil ? ended : nil }
    var work: Work {
        guard let finished else { return .training }
        return finished.reasonsToScore.isEmpty ? .nothing : .scoring
    }

    /// What was accepted instead of refused.
    let warnings: [String]
    /// Why newer checkpoints than `stored` cannot be used.
    let damaged: [CheckpointError]
    /// Whether `stored` is another folder's, which `--resume` names.
    let isFromElsewhere: Bool

    /// - Parameter request: what the command asks of the run.
    /// - Throws: `ConfigurationError` when the folder belongs to a run of another description or
    ///   the command asks of a finished run what it cannot give, `ChangedDataError` when the training
    ///   data changed, what reading throws.
    init(of folder: RunFolder, description: RunDescription, for request: FinishedRun.Request) throws
    {
        let settings = request.settings
        let own: (checkpoint: Checkpoint, path: String)?
        (own, damaged) = try folder.checkpoints.newestVerified()
        var warnings = damaged.map { "passed over a damaged checkpoint: \($0)" }
        if own == nil, case .from(let path) = settings.resume {
            stored = (try Checkpoint.read(path), path)
        } else {
            stored = own
        }
        isFromElsewhere = own == nil && stored != nil
        var testChange: String?
        if own != nil {
            guard settings.resume != .never else {
                throw ConfigurationError(
                    "run folder \(folder.path) holds checkpoints, and --resume never was given",
                    remedy: "choose another --run, or pass --resume auto to go on")
            }
            testChange = try Self.requireSameTraining(folder, request.manifest, own?.checkpoint)
        }
        if let (checkpoint, path) = stored {
            warnings += try Self.compare(
                description, with: checkpoint.description,
                of: own == nil ? path : "run folder \(folder.path)", isStrict: settings.isStrict)
        }
        let ended = try own.flatMap {
            try FinishedRun(
                in: folder, newest: $0.checkpoint, epochs: description.schedule.epochs, request)
        }
        self.ended = ended
        // Of a finished run it is a reason to score again.
        if let testChange, ended?.continuation != nil || ended == nil {
            warnings.append("\(testChange); the weights do not depend on it")
        }
        self.warnings = warnings
    }

    /// - Returns: the first difference of the test images, which a run may go on with.
    private static func requireSameTraining(
        _ folder: RunFolder, _ manifest: Manifest, _ checkpoint: Checkpoint?
    ) throws -> String? {
        let hasValidationFolder = checkpoint?.description.validation.hasFolder ?? false
        guard let text = try folder.manifestText(),
            let difference = try Manifest(csv: text, hasValidationFolder: hasValidationFolder)
                .firstDifference(to: manifest)
        else { return nil }
        // What leaves the whole folder out is an option, and `compare` names it.
        if difference.folder == .validation, !manifest.hasValidationImages { return nil }
        guard difference.folder == .test else {
            throw ChangedDataError(runPath: folder.path, difference: difference)
        }
        return "\(difference)"
    }

    /// - Returns: the differences that a run may go on with.
    private static func compare(
        _ description: RunDescription, with stored: RunDescription, of name: String, isStrict: Bool
    ) throws(ConfigurationError) -> [String] {
        let differences = description.differences(from: stored)
        guard differences.isEmpty else {
            throw ConfigurationError(
                "\(name) belongs to another run:\n  " + differences.joined(separator: "\n  "),
                remedy: description.schedule.epochs > stored.schedule.epochs
                    && !description.isLonger(than: stored)
                    ? trainLonger(stored.schedule.shape)
                    : "give the same options, or choose another --run")
        }
        let arithmetic = description.kernelDifferences(from: stored)
        guard arithmetic.isEmpty || !isStrict else {
            throw ConfigurationError(
                "\(name) was made with other arithmetic:\n  "
                    + arithmetic.joined(separator: "\n  "),
                remedy: "use the same machines, or leave out --strict")
        }
        return arithmetic.map {
            "\($0): the run continues, but its weights are no longer those of a run on one kind of"
                + " machine"
        }
    }

    /// The number of epochs decides the learning rate of every step, so that the run cannot be made
    /// longer afterwards.
    private static func trainLonger(_ schedule: LearningRateSchedule) -> String {
        "give the same options: with --schedule \(schedule) the learning rate of each step follows"
            + " from the number of epochs, and only a run with --schedule constant can have more of"
            + " them later; or, to train its network further, choose another --run and begin with"
            + " its weights by --init, which carries over the weights alone: not the"
            + " optimizer's state, nor the position in the learning-rate schedule, nor the epochs"
            + " that were trained"
    }
}

/// Training or validation images changed since the run began.
package struct ChangedDataError: Failure {
    package let runPath: String
    package let difference: Manifest.Difference

    package var exitStatus: ExitStatus { .badData }

    package var what: String { "the data of run folder \(runPath) changed: \(difference)" }
    package var location: String? { nil }
    package var remedy: String? { "restore the data, or choose another --run" }
}
