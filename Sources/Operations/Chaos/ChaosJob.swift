import Glibc
import RunFolder

/// A small training under `launch`, and its processes.
struct ChaosJob {
    let folder: RunFolder
    private let launch: ChildProcess

    /// Epochs from one event to the next.
    private static let epochsPerEvent = 3
    private static let stepsPerEpoch = 8

    /// - Parameters:
    ///   - logFile: open for what `launch` and the training print.
    init(_ settings: ChaosSettings, folder: RunFolder, logFile: Int32) throws {
        self.folder = folder
        let epochs = Self.epochsPerEvent * (settings.eventCount + 2)
        // Steps of some ten milliseconds, and a checkpoint at every third.
        launch = try ChildProcess(
            settings.program,
            [
                "launch", "-np", "\(settings.ranks)", "--backoff", "0",
                "--max-restarts", "\(settings.eventCount + 10)", "--", "train",
                "--synthetic-per-class", "20", "--image-size", "16", "--batch-size", "64",
                "--epochs", "\(epochs)", "--warmup-epochs", "1", "--checkpoint-every", "3",
                "--run", folder.path,
            ],
            environment: settings.variables.map { "\($0.key)=\($0.value)" }, output: logFile)
    }

    /// The exit code of `launch` once it has ended.
    func takeEnd() -> Int32? { launch.takeEnd() }

    func sendToLaunch(_ signal: Int32) { launch.send(signal) }

    /// The running mpirun; nil between two.
    var mpirun: Int32? {
        ProcessTree.children(of: launch.processID).first { ProcessTree.name(of: $0) == "mpirun" }
    }

    /// The process of a rank of the running job.
    func process(ofRank rank: Int) -> Int32? {
        // mpirun starts them in their order.
        let ranks = mpirun.map { ProcessTree.children(of: $0) } ?? []
        return rank < ranks.count ? ranks[rank] : nil
    }

    /// The file name of the newest checkpoint; empty without one.
    var newestCheckpoint: String {
        let newest = (try? folder.checkpoints.list())?.first
        return newest?.split(separator: "/").last.map { String($0) } ?? ""
    }

    /// The least file name of a checkpoint that makes an event due.
    /// - Parameter index: its place among all events, from 0.
    static func checkpoint(for event: ChaosEvent, at index: Int) -> String {
        let (epochs, step) = event.stepsLater.quotientAndRemainder(dividingBy: stepsPerEpoch)
        return CheckpointStore.fileName(
            TrainingPosition(
                completedEpochs: epochsPerEvent * (index + 1) + epochs, stepInEpoch: step,
                globalStep: 0))
    }
}
