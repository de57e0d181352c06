import Glibc
import Launching
import RunRecords

/// A small training under `hwr-dist launch`, and access to its processes.
final class ChaosJob {
    let folder: RunFolder
    private let settings: ChaosSettings
    private let launch: ChildProcess
    private var endCode: Int32?

    /// The most events of one training; its length follows from it.
    static let eventCount = 10
    private static let epochsPerEvent = 3
    private static let stepsPerEpoch = 8

    /// Starts it, or continues the run in `folder`.
    ///
    /// - Parameter logFile: the descriptor that `launch` and the training print to.
    init(_ settings: ChaosSettings, folder: RunFolder, logFile: Int32) throws {
        self.folder = folder
        self.settings = settings
        let epochs = Self.epochsPerEvent * (Self.eventCount + 2)
        // Steps of about ten milliseconds, with a checkpoint at every third.
        launch = try ChildProcess(
            settings.program,
            [
                "launch", "-np", "\(settings.ranks)", "--backoff", "0",
                "--max-restarts", "\(2 * Self.eventCount)",
            ] + settings.mpirunOptions + [
                "--", "train",
                "--synthetic-per-class", "20", "--image-size", "16", "--batch-size", "64",
                "--epochs", "\(epochs)", "--warmup-epochs", "1", "--checkpoint-every", "3",
                "--run", folder.path, "--stall-timeout", "2",
            ],
            environment: settings.variables.map { "\($0.key)=\($0.value)" }, output: logFile)
    }

    /// The exit code of `launch`; nil while it runs.
    var code: Int32? {
        if endCode == nil { endCode = launch.takeEnd() }
        return endCode
    }

    /// Sends a signal to `launch`, not to its children.
    func sendToLaunch(_ signal: Int32) { launch.send(signal) }

    /// Ends `launch` in whatever state it is: asks it to stop, insists, and then kills it.
    func end() {
        for signal in [SIGTERM, SIGTERM, SIGKILL] where code == nil {
            launch.send(signal)
            for _ in 0..<1000 where code == nil { usleep(10_000) }
        }
    }

    /// The process of the running mpirun; nil while `launch` is between two attempts.
    var mpirun: Int32? {
        ProcessTree.children(of: launch.processID).first { ProcessTree.name(of: $0) == "mpirun" }
    }

    /// The process of a rank of the running job; nil between two attempts.
    func process(ofRank rank: Int) -> RankProcess? {
        guard let mpirun else { return nil }
        if settings.remoteShell != nil {
            return RankProcess(ofRank: rank, in: folder, settings)
        }
        // mpirun starts the ranks of its own host in rank order.
        let ranks = ProcessTree.children(of: mpirun)
        return rank < ranks.count ? RankProcess(ranks[rank], settings) : nil
    }

    /// The file name of the newest checkpoint, which sorts by time; empty without one.
    var newestCheckpoint: String {
        let newest = (try? folder.checkpoints.list())?.first
        return newest?.split(separator: "/").last.map { String($0) } ?? ""
    }

    /// The file name of the earliest checkpoint that makes an event due.
    ///
    /// - Parameter index: the event's number within the training, from 0.
    static func checkpoint(for event: ChaosEvent, at index: Int) -> String {
        let (epochs, step) = event.stepsLater.quotientAndRemainder(dividingBy: stepsPerEpoch)
        return CheckpointStore.fileName(
            TrainingPosition(
                completedEpochs: epochsPerEvent * (index + 1) + epochs, stepInEpoch: step,
                globalStep: 0))
    }
}
