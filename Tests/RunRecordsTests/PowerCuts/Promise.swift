import Failures
import RunRecords

/// What a disk must hold of a `ToyRun` after a power cut, since the calls that wrote it had
/// returned.
struct Promise {
    /// What the run tells when a call has returned, or before one that takes back what it had.
    enum Fact {
        case foldersAreMade
        case isBegun
        case isLatest
        case checkpoint(TrainingPosition)
        case best(epoch: Int)
        case lines(upTo: Int)
        case noResult
        case isFinished
    }

    private var foldersAreMade = false
    private var isBegun = false
    private var isLatest = false
    private var newest: TrainingPosition?
    private var bestEpoch = 0
    private var lineCount = 0
    private var isFinished = false

    mutating func note(_ fact: Fact) {
        switch fact {
        case .foldersAreMade: foldersAreMade = true
        case .isBegun: isBegun = true
        case .isLatest: isLatest = true
        case .checkpoint(let position): newest = position
        case .best(let epoch): bestEpoch = epoch
        case .lines(let count): lineCount = count
        case .noResult: isFinished = false
        case .isFinished: isFinished = true
        }
    }

    /// Where a disk breaks the promise, or holds what no process wrote; empty when all is well.
    /// - Parameter clean: the disk of the run that was not interrupted.
    func breaches(in image: DiskImage, clean: DiskImage) -> [String] {
        let fileSystem = MemoryFileSystem(image)
        let folder = RunFolder(ToyRun.path, fileSystem: fileSystem)
        var breaches: [String] = []
        if foldersAreMade, image.entries[folder.checkpointsPath] != .folder {
            breaches.append("the folders are gone")
        }
        if isLatest, image.entries["runs/latest"] != clean.entries["runs/latest"] {
            breaches.append("runs/latest is gone")
        }
        let files = [
            (folder.configPath, isBegun), (folder.manifestPath, isBegun),
            (folder.confusionPath, isFinished), (folder.predictionsPath, isFinished),
            (folder.suspectsPath, isFinished), (folder.summaryPath, isFinished),
        ]
        for (path, isPromised) in files where image.entries[path] != clean.entries[path] {
            if isPromised || image.entries[path] != nil { breaches.append("\(path) is not whole") }
        }
        do {
            try check(folder, fileSystem, into: &breaches)
        } catch {
            breaches.append("\(error)")
        }
        return breaches
    }

    private func check(
        _ folder: RunFolder, _ fileSystem: MemoryFileSystem, into breaches: inout [String]
    ) throws {
        let (stored, damaged) = try folder.checkpoints.newestVerified()
        breaches += damaged.map(\.description)
        let lines = try folder.metrics.records(ToyRun.Line.self)
        if lines.count < lineCount || lines.map(\.epoch) != Array(1..<(lines.count + 1)) {
            breaches.append("metrics.jsonl has the epochs \(lines.map(\.epoch)) of \(lineCount)")
        }
        let position = stored?.checkpoint.position
        if let newest, position.map({ $0 < newest }) ?? true {
            breaches.append("the newest checkpoint is \(position as Any), older than \(newest)")
        }
        if let checkpoint = stored?.checkpoint {
            if checkpoint != ToyRun.state(at: checkpoint.position) {
                breaches.append("the checkpoint of \(checkpoint.position) holds another state")
            }
            if lines.count < checkpoint.position.completedEpochs {
                breaches.append("metrics.jsonl lacks epochs before the newest checkpoint")
            }
        }
        let neededEpoch = max(bestEpoch, stored?.checkpoint.progress.bestEpoch ?? 0)
        if neededEpoch > 0 {
            let best = try Checkpoint.read(
                folder.checkpoints.bestPath, fileSystem: fileSystem)
            if best.position.completedEpochs < neededEpoch {
                breaches.append("best.safetensors is older than epoch \(neededEpoch)")
            }
        }
    }
}

/// What a run promised at each of a file system's moments.
final class Journal {
    private var promises: [(momentCount: Int, promise: Promise)] = [(0, Promise())]
    private let fileSystem: MemoryFileSystem

    init(of fileSystem: MemoryFileSystem) {
        self.fileSystem = fileSystem
    }

    func note(_ fact: Promise.Fact) {
        var promise = promises[promises.count - 1].promise
        promise.note(fact)
        promises.append((fileSystem.momentCount, promise))
    }

    /// What was promised when the state of that index was taken.
    func promise(at moment: Int) -> Promise {
        promises.last { $0.momentCount <= moment }?.promise ?? Promise()
    }
}
