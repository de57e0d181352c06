import ConvNet
package import Datasets
package import Failures
import Recognition
import RunRecords

/// What rank 0 finds in a run folder: where this command continues the run, and whether it may.
///
/// Only reads. `RunFolderWriter.cutBack` changes the folder accordingly.
struct ResumeState {
    /// What this command has to do for the run.
    enum Work: String, Codable {
        /// There are steps left to train.
        case training
        /// The run was finished before, and its stored result does not answer this command.
        case scoring
        case nothing
    }

    /// The checkpoint to continue from; nil to begin with step 1.
    let stored: (checkpoint: Checkpoint, path: String)?
    /// The run in the folder, if it was finished before this command.
    let finishedBefore: FinishedRun?
    /// The same, unless this command trains it further.
    var keptTraining: FinishedRun? {
        finishedBefore?.continuation == nil ? finishedBefore : nil
    }
    var work: Work {
        guard let keptTraining else { return .training }
        return keptTraining.reasonsToScore.isEmpty ? .nothing : .scoring
    }

    /// Differences that are tolerated, one text each: damaged checkpoints, other kernels, other
    /// test images.
    let warnings: [String]
    /// Why checkpoints that are newer than `stored` cannot be used.
    let damaged: [CheckpointError]
    /// Whether `stored` is in another folder, which `--resume` names.
    let isFromElsewhere: Bool

    /// - Parameter request: what the command asks for.
    /// - Throws: `ConfigurationError` when the folder belongs to a run of another description, or
    ///   when a finished run cannot give what the command asks for; `ChangedDataError` when
    ///   training or validation images changed; what reading throws.
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
        let finishedBefore = try own.flatMap {
            try FinishedRun(
                in: folder, newest: $0.checkpoint, epochs: description.schedule.epochs, request)
        }
        self.finishedBefore = finishedBefore
        // If nothing is left to train, changed test images are no warning but a reason to score
        // again.
        if let testChange, finishedBefore?.continuation != nil || finishedBefore == nil {
            warnings.append("\(testChange); the weights do not depend on it")
        }
        self.warnings = warnings
    }

    /// - Returns: the first difference of the test images, which is no reason to refuse.
    /// - Throws: `ChangedDataError` when training or validation images differ.
    private static func requireSameTraining(
        _ folder: RunFolder, _ manifest: Manifest, _ checkpoint: Checkpoint?
    ) throws -> String? {
        let hasValidationFolder = checkpoint?.description.validation.hasFolder ?? false
        guard let text = try folder.manifestText(),
            let difference = try Manifest(csv: text, hasValidationFolder: hasValidationFolder)
                .firstDifference(to: manifest)
        else { return nil }
        // If the folder is missing as a whole, an option left it out, which `compare` reports.
        if difference.folder == .validation, !manifest.hasValidationImages { return nil }
        guard difference.folder == .test else {
            throw ChangedDataError(runPath: folder.path, difference: difference)
        }
        return "\(difference)"
    }

    /// - Returns: a warning for each difference of the kernels, unless `isStrict`.
    /// - Throws: `ConfigurationError` naming each difference that would change the weights.
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

    /// With most schedules the number of epochs decides the learning rate of every step, so the run
    /// cannot be made longer afterwards.
    private static func trainLonger(_ schedule: LearningRateSchedule) -> String {
        "give the same options: with --schedule \(schedule) the learning rate of each step follows"
            + " from the number of epochs, and only a run with --schedule constant can have more of"
            + " them later; or, to train its network further, choose another --run and begin with"
            + " its weights by --init, which carries over the weights alone: not the"
            + " optimizer's state, nor the position in the learning-rate schedule, nor the epochs"
            + " that were trained"
    }
}

/// Training or validation images changed since the run began, so its weights would be of neither
/// data set.
package struct ChangedDataError: Failure {
    package let runPath: String
    package let difference: Manifest.Difference

    package var exitStatus: ExitStatus { .badData }

    package var what: String { "the data of run folder \(runPath) changed: \(difference)" }
    package var location: String? { nil }
    package var remedy: String? { "restore the data, or choose another --run" }
}
