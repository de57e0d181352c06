import Evaluation
import Failures
import RunRecords

/// One row of the list of runs, read from a run folder. Its small files are read, but its
/// checkpoints are not checked, so that hundreds of runs are listed quickly; use `verify` for that.
struct ListedRun {
    /// The state of a run.
    enum State: Equatable {
        /// It has a result.
        case finished
        /// Not finished; it can be resumed.
        case stopped
        /// A process is using the folder; the holder is nil if it has not written its name.
        case running(RunLock.Holder?)
        /// A file in the folder cannot be read.
        case damaged(reason: String)
    }

    /// The path below the folder that is listed.
    let name: String
    let state: State
    /// The start time, for example `2025-01-31T12:00:00Z`; this and the following properties are
    /// nil if unknown.
    private(set) var startedUTC: String?
    /// The preset.
    private(set) var network: String?
    /// The training folder, or "synthetic letters".
    private(set) var data: String?
    /// The number of epochs with a line in `metrics.jsonl`.
    private(set) var completedEpochs: Int?
    /// The number of epochs that the run is configured for.
    private(set) var plannedEpochs: Int?
    /// 0 to 1; also nil without test images.
    private(set) var testAccuracy: Double?
    /// The hash of the weights after the last step of a finished run.
    private(set) var weightsSHA256: String?

    /// Reads everything that is readable in the folder. It never fails, because one damaged run
    /// must not hide the others.
    init(_ found: RunFinder.Found) {
        let folder = found.folder
        var problems: [String] = []
        func read<Value>(_ value: () throws -> Value?) -> Value? {
            do {
                return try value()
            } catch {
                let sentence = (error as? any Failure)?.sentence ?? "\(error)"
                problems.append(sentence.replacing("\(folder.path)/", with: ""))
                return nil
            }
        }
        name = found.name
        let lock = read { try RunLock.state(path: folder.lockPath) }
        let configuration = read { try folder.configuration() }
        let summary = read { try folder.summary() }
        let lastEpoch = read { try folder.metrics.records(EpochRecord.self).last?.epoch }
        if configuration == nil, problems.isEmpty { problems.append("config.json is missing") }

        if let configuration {
            startedUTC = configuration.start.startedUTC
            network = "\(configuration.description.network.preset)"
            data = configuration.start.trainFolder ?? "synthetic letters"
            completedEpochs = lastEpoch ?? 0
            plannedEpochs = configuration.description.schedule.epochs
        }
        if let summary {
            network = summary.preset
            completedEpochs = summary.epochs
            testAccuracy = summary.test?.accuracy
            weightsSHA256 = summary.weightsSHA256
        }
        if case .held(let holder) = lock {
            state = .running(holder)
        } else if let reason = problems.first {
            state = .damaged(reason: reason)
        } else {
            state = summary == nil ? .stopped : .finished
        }
    }
}
