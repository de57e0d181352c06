import Datasets
import Files
import Glibc
import RunRecords
import SystemPackage

/// Checks the files of a run folder one after another, and whether they agree with each other.
/// Checks continue after a problem, so that one command shows all of them.
struct RunVerification {
    /// The folder that is checked; it is only read.
    let folder: RunFolder
    /// The findings so far, in the order in which they are printed.
    private(set) var findings: [Finding] = []
    /// The paths of the checkpoints, newest first.
    private var checkpointPaths: [String] = []
    /// The contents of `config.json`; nil if it is missing or damaged.
    private var configuration: RunConfiguration?
    /// The newest checkpoint; nil if it is not usable.
    private var newest: Checkpoint?
    /// Whether a process is using the folder, so that files may appear and disappear during the
    /// checks.
    private var isHeld = false

    init(folder: RunFolder) {
        self.folder = folder
    }

    /// - Throws: `FileError` if the folder cannot be examined.
    mutating func examine() throws(FileError) {
        checkpointPaths = try folder.checkpoints.list()
        examineLock()
        do {
            try folder.requireReadableFormat()
        } catch {
            // The folder is not damaged, but this version cannot check it.
            add(.bad("config.json", error.what, remedy: error.remedy ?? ""))
            return
        }
        examineConfiguration()
        examineManifest()
        examineCheckpoints()
        examineBest()
        add(
            MetricsVerification(
                log: folder.metrics, newest: settled, epochs: epochs, isWritten: isHeld
            ).finding)
        examineSummary()
        try examineRemainders()
    }

    /// The number of epochs that the run is configured for.
    private var epochs: Int? {
        (configuration?.description ?? newest?.description)?.schedule.epochs
    }

    /// The newest checkpoint that other files must agree with; nil while a process is using the
    /// folder, because the other files may be newer.
    var settled: Checkpoint? { isHeld ? nil : newest }

    /// Whether the run has started: configuration and manifest are written before the first step,
    /// so both must exist afterwards.
    private var hasBegun: Bool { !checkpointPaths.isEmpty || configuration != nil }

    /// Appends a finding; they are printed in this order.
    mutating func add(_ finding: Finding) { findings.append(finding) }

    /// Reports whether a process is using the folder, which makes later checks more lenient.
    private mutating func examineLock() {
        do {
            switch try RunLock.state(path: folder.lockPath) {
            case .free:
                add(.ok("lock", "free"))
            case .leftBehind(let holder):
                add(.ok("lock", "free; \(holder.text), which had it last, was killed"))
            case .held(let holder):
                isHeld = true
                add(
                    .ok(
                        "lock",
                        "held by \(holder?.text ?? "another process"): what it writes"
                            + " meanwhile may be missed"))
            }
        } catch {
            add(
                .bad(
                    "lock", "\(error)",
                    remedy: "give this user permission to read \(folder.lockPath)"))
        }
    }

    /// Reads `config.json`, which later checks compare with.
    private mutating func examineConfiguration() {
        do {
            configuration = try folder.configuration()
        } catch {
            add(.bad("config.json", reason(of: error), remedy: Self.runAgain))
            return
        }
        if let description = configuration?.description {
            add(.ok("config.json", description.summaryText))
        } else {
            addMissing("config.json")
        }
    }

    /// The finding for a missing file: normal before the run has started, bad afterwards.
    private mutating func addMissing(_ name: String) {
        if hasBegun {
            add(.bad(name, "it is missing", remedy: Self.runAgain))
        } else {
            add(.ok(name, "none: the run has not begun"))
        }
    }

    /// Checks the syntax of `manifest.csv`, and that its data digest is that of the identity.
    private mutating func examineManifest() {
        do {
            guard let text = try folder.manifestText() else {
                addMissing("manifest.csv")
                return
            }
            let manifest = try Manifest(
                csv: text,
                hasValidationFolder: configuration?.description.validation.hasFolder ?? false)
            if let contradiction = configuration.flatMap({ manifest.contradiction(to: $0) }) {
                add(
                    .bad(
                        "manifest.csv", contradiction,
                        remedy: Self.runAgain(removing: "manifest.csv")))
                return
            }
            add(
                .ok(
                    "manifest.csv",
                    "\(manifest.countText) images; digest \(manifest.dataDigest)"))
        } catch {
            add(
                .bad(
                    "manifest.csv", reason(of: error),
                    remedy: Self.runAgain(removing: "manifest.csv")))
        }
    }

    /// Reads every checkpoint completely, which verifies its digest.
    private mutating func examineCheckpoints() {
        if checkpointPaths.isEmpty { add(.ok("checkpoints", "none yet")) }
        for (place, path) in checkpointPaths.enumerated() {
            let name = Self.stem(of: path)
            do {
                let checkpoint = try folder.checkpoints.read(path)
                if place == 0 { newest = checkpoint }
                add(finding(of: checkpoint, name: name))
            } catch {
                addFailure(name, error)
            }
        }
    }

    /// The finding for a checkpoint that cannot be used, unless it was removed by the running
    /// process.
    private mutating func addFailure(_ name: String, _ error: CheckpointError) {
        guard case .unreadable(let fileError) = error.kind else {
            add(CheckpointVerification.damaged(name, error))
            return
        }
        // The running process may remove old checkpoints while they are being read.
        if isHeld && fileError.errno == .noSuchFileOrDirectory { return }
        let isLink = fileError.errno == .tooManySymbolicLinkLevels
        add(
            .bad(
                name, "\(fileError)",
                remedy: isLink ? "remove the link" : "give this user permission to read it"))
    }

    /// Checks that the contents of a checkpoint agree with its name and with `config.json`.
    private func finding(of checkpoint: Checkpoint, name: String) -> Finding {
        if let place = CheckpointVerification.nonFinite(in: checkpoint) {
            return CheckpointVerification.notFinite(name, place)
        }
        if name != "best", "\(name).safetensors" != CheckpointStore.fileName(checkpoint.position) {
            return .bad(
                name, "it holds \(checkpoint.position.text)",
                remedy: "name it \(CheckpointStore.fileName(checkpoint.position))")
        }
        // A different kernel set is allowed, because a run may be resumed on a different machine.
        if let description = configuration?.description,
            !description.differences(from: checkpoint.description).isEmpty
        {
            let differences = JSONDifference.all(
                between: JSONValue(of: checkpoint.description), and: JSONValue(of: description),
                names: ("in it", "in config.json"))
            return .bad(
                name,
                "it is another run's: \(differences.texts(limit: 10).joined(separator: "; "))",
                remedy: "move it to a folder of its own")
        }
        return .ok(name, "\(checkpoint.position.text); weights \(checkpoint.shortDigest)")
    }

    /// Checks that `best.safetensors` is the best epoch according to the newest checkpoint.
    private mutating func examineBest() {
        let best: Checkpoint?
        do {
            best = try folder.best()
        } catch let error as CheckpointError {
            addFailure("best", error)
            return
        } catch {
            add(.bad("best", "\(error)", remedy: "give this user permission to read it"))
            return
        }
        guard let best else { return }
        let finding = finding(of: best, name: "best")
        // Epochs that were validated after the newest checkpoint are validated again at a resume,
        // so a later best epoch is not a contradiction.
        if finding.level == .ok, let newest = settled,
            best.position.completedEpochs != newest.progress.bestEpoch,
            best.position.completedEpochs <= newest.position.completedEpochs
        {
            let epoch = newest.progress.bestEpoch.map { "epoch \($0)" } ?? "none"
            add(
                .bad(
                    "best",
                    "it is epoch \(best.position.completedEpochs)'s, and the best until"
                        + " the newest checkpoint is \(epoch)",
                    remedy: "remove it, and do not use --select best in this folder"))
            return
        }
        add(finding)
    }

    /// Warns about files that nothing reads again.
    private mutating func examineRemainders() throws(FileError) {
        for file in try folder.remainders() where !isHeld {
            add(
                .warning(
                    "left over",
                    file.hasSuffix(".damaged")
                        ? "\(file), which a resume set aside"
                        : "\(file), which a killed writer left unfinished",
                    remedy: "remove it: no run reads it again"))
        }
    }

    /// The remedy for a missing or damaged file that a run writes again.
    private static let runAgain =
        "run the same hwr-dist train with this --run: it writes the file anew"

    /// The remedy for a damaged file that must be removed first: a run reads the file before it
    /// writes it, and a finished run writes nothing.
    private static func runAgain(removing name: String) -> String {
        "remove \(name), and summary.json if there is one; then \(runAgain)"
    }

    /// The reason of an error, without the path and the remedy, which the finding states itself.
    func reason(of error: any Error) -> String {
        switch error {
        case let error as RecordError:
            (error.line.map { "line \($0): " } ?? "") + error.what
        case let error as PredictionFileError: error.what
        case let error as ManifestError: "line \(error.line): \(error.what)"
        default: "\(error)"
        }
    }

    /// The file name without its extension.
    private static func stem(of path: String) -> String {
        String(Paths.name(of: path).prefix { $0 != "." })
    }
}

extension RunLock.Holder {
    fileprivate var text: String { "process \(process) on host \(host)" }
}

extension Checkpoint {
    /// The beginning of the weights' digest, enough to compare by eye.
    fileprivate var shortDigest: Substring { weightsSHA256.prefix(12) }
}

extension Manifest {
    /// How digests differ from those in `config.json`, in words; nil if all are equal.
    fileprivate func contradiction(to configuration: RunConfiguration) -> String? {
        let description = configuration.description
        for (name, own, stored) in [
            ("data", dataDigest, description.data.digest),
            ("validation", validationDigest, description.validation.folderDigest),
        ] where own != stored {
            return "its \(name) digest is \(own), config.json says \(stored)"
        }
        return nil
    }

    /// The number of images of each split, for example "140 training, 28 validation and 28 test".
    fileprivate var countText: String {
        func count(_ split: Split) -> Int { rows.count { $0.split == split } }
        return
            "\(count(.train)) training, \(count(.validation)) validation and \(count(.test)) test"
    }
}
