import Datasets
import Files
import Glibc
import RunRecords
import SystemPackage

/// Looks at the files of a run folder one after the other, and whether they fit each other.
struct RunVerification {
    let folder: RunFolder
    private(set) var findings: [Finding] = []
    /// The newest first.
    private var checkpointPaths: [String] = []
    private var configuration: RunConfiguration?
    /// The newest checkpoint, unless it cannot be used.
    private var newest: Checkpoint?
    /// Whether a process is at work in the folder, so that files come and go.
    private var isHeld = false

    init(folder: RunFolder) {
        self.folder = folder
    }

    /// - Throws: `FileError` when the folder cannot be looked at.
    mutating func examine() throws(FileError) {
        checkpointPaths = try folder.checkpoints.list()
        examineLock()
        do {
            try folder.requireReadableFormat()
        } catch {
            // Nothing of the folder is damaged, and none of it can be judged.
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

    /// The epochs that the run was asked for.
    private var epochs: Int? {
        (configuration?.description ?? newest?.description)?.schedule.epochs
    }

    /// The newest checkpoint, as far as other files must fit it: those that a process writes
    /// meanwhile may be newer.
    var settled: Checkpoint? { isHeld ? nil : newest }

    /// Configuration and manifest are written before the first step.
    private var hasBegun: Bool { !checkpointPaths.isEmpty || configuration != nil }

    mutating func add(_ finding: Finding) { findings.append(finding) }

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

    private mutating func addMissing(_ name: String) {
        if hasBegun {
            add(.bad(name, "it is missing", remedy: Self.runAgain))
        } else {
            add(.ok(name, "none: the run has not begun"))
        }
    }

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

    private mutating func addFailure(_ name: String, _ error: CheckpointError) {
        guard case .unreadable(let fileError) = error.kind else {
            add(CheckpointVerification.damaged(name, error))
            return
        }
        // Old checkpoints are removed under the eyes of a reader.
        if isHeld && fileError.errno == .noSuchFileOrDirectory { return }
        let isLink = fileError.errno == .tooManySymbolicLinkLevels
        add(
            .bad(
                name, "\(fileError)",
                remedy: isLink ? "remove the link" : "give this user permission to read it"))
    }

    private func finding(of checkpoint: Checkpoint, name: String) -> Finding {
        if let place = CheckpointVerification.nonFinite(in: checkpoint) {
            return CheckpointVerification.notFinite(name, place)
        }
        if name != "best", "\(name).safetensors" != CheckpointStore.fileName(checkpoint.position) {
            return .bad(
                name, "it holds \(checkpoint.position.text)",
                remedy: "name it \(CheckpointStore.fileName(checkpoint.position))")
        }
        // Another kernel set is legal: a run may go on elsewhere.
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
        // Later epochs may have been validated after it was written; they will be again.
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

    private static let runAgain =
        "run the same hwr-dist train with this --run: it writes the file anew"

    /// A run reads the file before it writes it; and a finished one writes nothing.
    private static func runAgain(removing name: String) -> String {
        "remove \(name), and summary.json if there is one; then \(runAgain)"
    }

    /// What is wrong, without the path and the remedy that the errors of files carry.
    func reason(of error: any Error) -> String {
        switch error {
        case let error as RecordError:
            (error.line.map { "line \($0): " } ?? "") + error.what
        case let error as PredictionFileError: error.what
        case let error as ManifestError: "line \(error.line): \(error.what)"
        default: "\(error)"
        }
    }

    private static func stem(of path: String) -> String {
        String(Paths.name(of: path).prefix { $0 != "." })
    }
}

extension RunLock.Holder {
    fileprivate var text: String { "process \(process) on host \(host)" }
}

extension Checkpoint {
    /// Enough of the weights' digest to tell them apart.
    fileprivate var shortDigest: Substring { weightsSHA256.prefix(12) }
}

extension Manifest {
    /// A digest that is another one in `config.json`, in words; nil where all are equal.
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

    /// For example "140 training, 28 validation and 28 test".
    fileprivate var countText: String {
        func count(_ split: Split) -> Int { rows.count { $0.split == split } }
        return
            "\(count(.train)) training, \(count(.validation)) validation and \(count(.test)) test"
    }
}
