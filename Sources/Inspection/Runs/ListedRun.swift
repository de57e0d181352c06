import Evaluation
import Failures
import RunRecords

/// What one look at a run folder tells: its files are read, its checkpoints are not checked.
struct ListedRun {
    enum State: Equatable {
        case finished
        /// It can be resumed.
        case stopped
        /// A process is at work in the folder; its name is nil when it has not written it.
        case running(RunLock.Holder?)
        /// Something in the folder cannot be read.
        case damaged(reason: String)
    }

    let name: String
    let state: State
    /// For example `2025-01-31T12:00:00Z`; nil, like what follows, where it is not known.
    private(set) var startedUTC: String?
    private(set) var network: String?
    private(set) var data: String?
    private(set) var completedEpochs: Int?
    private(set) var plannedEpochs: Int?
    /// 0 to 1; nil also without test images.
    private(set) var testAccuracy: Double?
    private(set) var weightsSHA256: String?

    /// Reads what can be read of the folder. It never fails: one bad run must not hide the others.
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
