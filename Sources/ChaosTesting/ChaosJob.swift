import Glibc
import Launching
import RunRecords

/// `launch` with a small training, and its processes.
final class ChaosJob {
    let folder: RunFolder
    private let settings: ChaosSettings
    private let launch: ChildProcess
    private var endCode: Int32?

    /// How many events one training is long enough for.
    static let eventCount = 10
    private static let epochsPerEvent = 3
    private static let stepsPerEpoch = 8

    /// - Parameter logFile: open for what `launch` and the training print.
    init(_ settings: ChaosSettings, folder: RunFolder, logFile: Int32) throws {
        self.folder = folder
        self.settings = settings
        let epochs = Self.epochsPerEvent * (Self.eventCount + 2)
        // Steps of some ten milliseconds, and a checkpoint at every third.
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

    func sendToLaunch(_ signal: Int32) { launch.send(signal) }

    /// Ends `launch` in whatever state it is.
    func end() {
        for signal in [SIGTERM, SIGTERM, SIGKILL] where code == nil {
            launch.send(signal)
            for _ in 0..<1000 where code == nil { usleep(10_000) }
        }
    }

    /// The running mpirun; nil between two.
    var mpirun: Int32? {
        ProcessTree.children(of: launch.processID).first { ProcessTree.name(of: $0) == "mpirun" }
    }

    /// The process of a rank of the running job; nil between two.
    func process(ofRank rank: Int) -> RankProcess? {
        guard let mpirun else { return nil }
        if settings.remoteShell != nil {
            return RankProcess(ofRank: rank, in: folder, settings)
        }
        // mpirun starts them in their order.
        let ranks = ProcessTree.children(of: mpirun)
        return rank < ranks.count ? RankProcess(ranks[rank], settings) : nil
    }

    /// The file name of the newest checkpoint; empty without one.
    var newestCheckpoint: String {
        let newest = (try? folder.checkpoints.list())?.first
        return newest?.split(separator: "/").last.map { String($0) } ?? ""
    }

    /// The least file name of a checkpoint that makes an event due.
    /// - Parameter index: its place among the events of the training, from 0.
    static func checkpoint(for event: ChaosEvent, at index: Int) -> String {
        let (epochs, step) = event.stepsLater.quotientAndRemainder(dividingBy: stepsPerEpoch)
        return CheckpointStore.fileName(
            TrainingPosition(
                completedEpochs: epochsPerEvent * (index + 1) + epochs, stepInEpoch: step,
                globalStep: 0))
    }
}
