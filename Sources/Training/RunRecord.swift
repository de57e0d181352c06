import ConvNet
import Evaluation
package import Handwriting
package import Recognition
import RunFolder

/// Rank 0's view of the run folder: what it held before, and all writing.
struct RunRecord {
    var folder: RunFolder { claim.folder }
    /// The checkpoint to go on from; nil to begin anew.
    let stored: (checkpoint: Checkpoint, path: String)?
    /// The result of a run that is finished already.
    let finished: RunSummary?
    let warnings: [String]
    /// Writes what is written while the run goes.
    let writer: CheckpointWriter
    private let damaged: [CheckpointError]
    private let claim: RunClaim

    /// Finds where to go on.
    ///
    /// - Throws: `ConfigurationError` when the folder belongs to a run of another identity,
    ///   `ChangedDataError` when its data changed.
    init(
        _ claim: RunClaim, operation: Operation, identity: RunIdentity, manifest: Manifest
    ) throws {
        self.claim = claim
        let folder = claim.folder
        writer = CheckpointWriter(folder: folder)
        let own: (checkpoint: Checkpoint, path: String)?
        (own, damaged) = try folder.checkpoints.newestVerified()
        var warnings = damaged.map { "passed over a damaged checkpoint: \($0)" }
        if own != nil {
            guard operation.resume != .never else {
                throw ConfigurationError(
                    "run folder \(folder.path) holds checkpoints, and --resume never was given",
                    remedy: "choose another --run, or pass --resume auto to go on")
            }
            try Self.requireSameData(folder, manifest, warnings: &warnings)
            stored = own
        } else if case .from(let path) = operation.resume {
            stored = (try Checkpoint.read(path), path)
        } else {
            stored = nil
        }
        if let (checkpoint, path) = stored {
            warnings += try Self.compare(
                identity, with: checkpoint.identity,
                of: own == nil ? path : "run folder \(folder.path)", isStrict: operation.isStrict)
            if own == nil, operation.select == .best {
                try BestEpoch.copy(before: checkpoint, path: path, to: folder.checkpoints)
            }
        }
        // A summary beside older checkpoints is another run's, or one that was cut back.
        let summary = try folder.summary()
        finished = summary?.steps == own?.checkpoint.position.globalStep ? summary : nil
        // The last checkpoint is older than the last line: a finished run keeps its lines.
        if finished == nil {
            try folder.metrics.truncate(
                afterEpoch: stored?.checkpoint.position.completedEpochs ?? 0)
        }
        self.warnings = warnings
    }

    /// Writes what the run is about to do: `config.json` and `manifest.csv`.
    func begin(_ configuration: RunConfiguration, manifest: Manifest, isDefaultPath: Bool) throws {
        if let stored {
            try folder.checkpoints.prepare(from: stored.checkpoint.position, damaged: damaged)
        }
        try folder.begin(configuration, manifest: manifest.csv)
        if isDefaultPath { try folder.linkAsLatest() }
    }

    /// Writes what the run reached: `confusion.csv` and `predictions.csv`, then `summary.json`, which
    /// ends the run.
    func finish(
        _ summary: RunSummary, confusion: ConfusionTable?, predictions: PredictionTable?
    ) throws {
        try folder.finish(summary, confusion: confusion, predictions: predictions)
    }

    private static func requireSameData(
        _ folder: RunFolder, _ manifest: Manifest, warnings: inout [String]
    ) throws {
        guard let text = try folder.manifestText(),
            let difference = try Manifest(csv: text).firstDifference(to: manifest)
        else { return }
        guard difference.isTest else {
            throw ChangedDataError(runPath: folder.path, difference: difference)
        }
        warnings.append("\(difference); the weights are not concerned")
    }

    /// - Returns: the differences that a run may go on with.
    private static func compare(
        _ identity: RunIdentity, with stored: RunIdentity, of name: String, isStrict: Bool
    ) throws(ConfigurationError) -> [String] {
        let differences = identity.differences(from: stored)
        guard differences.isEmpty else {
            throw ConfigurationError(
                "\(name) belongs to another run:\n  " + differences.joined(separator: "\n  "),
                remedy: "give the same options, or choose another --run")
        }
        let arithmetic = identity.arithmeticDifferences(from: stored)
        guard arithmetic.isEmpty || !isStrict else {
            throw ConfigurationError(
                "\(name) was made with other arithmetic:\n  "
                    + arithmetic.joined(separator: "\n  "),
                remedy: "use the same machines, or leave out --strict")
        }
        return arithmetic.map {
            "\($0): the run goes on, but its bits are no longer those of one machine"
        }
    }
}

/// Training images changed since the run began.
package struct ChangedDataError: CodedError, CustomStringConvertible {
    package let runPath: String
    package let difference: Manifest.Difference

    package var exitStatus: ExitStatus { .badData }

    package var description: String {
        "the data of run folder \(runPath) changed: \(difference); restore the data, or choose"
            + " another --run"
    }
}
