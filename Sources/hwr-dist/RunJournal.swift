import MessagePassing
import Recognition
import RunRecords
import Supervision
import Synchronization
import TextFormats
import Training

/// What this rank tells of its run to those who look after it: its place to the watchdog and the crash
/// handler, lines to its log, and to the user, when the run fails, what happened and how to go on.
final class RunJournal: Sendable {
    /// The run, from when its folder is known.
    private struct Run {
        let folder: RunFolder
        let rank: Int
        let worldSize: Int
        let log: RankLog?
        var hasLostLines = false
    }

    private struct State {
        /// Nil in a job that nobody watches.
        var watch: JobWatch?
        var run: Run?
        /// Lines for a log that is not open yet.
        var lines: [String] = []
    }

    private static let tailLength = 5
    private let state = Mutex(State())

    /// Notes who watches the ranks: it will relay their places through the run folder.
    func follow(_ watch: JobWatch?) { state.withLock { $0.watch = watch } }

    /// Follows the run's events, which come on the main thread.
    func note(_ event: TrainingEvent, of world: Communicator) {
        switch event {
        case .began(let header):
            OwnPlace.set(
                step: header.position.stepInEpoch, ofEpoch: header.position.completedEpochs + 1)
            OwnPlace.enter(.training)
            begin(header, world)
        case .warning(let text):
            write("warning: \(printable(text))")
        case .finishedBefore(let text):
            write(printable(text))
        case .step(let step):
            OwnPlace.set(step: step.stepInEpoch, ofEpoch: step.epoch)
            OwnPlace.enter(.training)
        case .interleaving:
            write("interleaving the backward passes of a rank's workers from now on")
        case .checkpointBegins:
            OwnPlace.enter(.checkpoint)
        case .checkpoint(let position):
            OwnPlace.enter(.training)
            write("writing the checkpoint after step \(position.globalStep)")
        case .validating:
            OwnPlace.enter(.validation)
        case .epoch(let record, let epochs):
            OwnPlace.enter(.training)
            write(record.logLine(of: epochs))
        case .scoring(let name, let count):
            OwnPlace.enter(.scoring)
            write("scoring \(count) \(name) images")
        }
    }

    /// Adds a line to the log, or keeps it until the log is open.
    func write(_ line: String) {
        let run = state.withLock { state in
            if state.run == nil { state.lines.append(line) }
            return state.run
        }
        // Not under the lock, which the watchdog takes, too: where the disk hangs, it must not.
        guard let log = run?.log, !log.write(line) else { return }
        let isFirst = state.withLock { state in
            defer { state.run?.hasLostLines = true }
            return state.run?.hasLostLines == false
        }
        if isFirst { printError("warning: \(log.path) has not taken all lines") }
    }

    /// Opens the log. A rank that sees no run folder keeps none.
    private func begin(_ header: TrainingHeader, _ world: Communicator) {
        let folder = RunFolder(header.runPath)
        let path = folder.logPath(rank: world.rank)
        var log: RankLog?
        do {
            log = try RankLog(path: path)
        } catch {
            printError("warning: rank \(world.rank) keeps no log: \(error)")
        }
        if let log { CrashReports.log(to: log.descriptor) }
        state.withLock { $0.watch }?.relayPlaces(in: folder.logsPath)
        let earlier = state.withLock { state in
            state.run = Run(
                folder: folder, rank: world.rank, worldSize: world.worldSize, log: log)
            defer { state.lines = [] }
            return state.lines
        }
        let standing =
            header.wasFinished
            ? "scoring again"
            : header.position.globalStep > 0
                ? "resumed after step \(header.position.globalStep)" : "new"
        write(
            "start: rank \(world.rank) of \(world.worldSize) on \(world.hostName), process"
                + " \(ProcessFacts.processID), build \(ProcessFacts.buildID),"
                + " \(header.description.arithmetic.kernels) kernels, \(standing)")
        for line in earlier { write(line) }
    }
}

extension RunJournal {
    /// A rank's failure in words: a line before the run has begun, from then on a block.
    func text(of failure: RankFailure, at place: RankPlace) -> String {
        let message = printable(failure)
        let run = state.withLock { $0.run }
        // Read before the failure itself is noted, which the message tells already.
        let block = run.map { run in
            let who =
                failure.isAgreed && failure.worldSize > 1
                ? "all ranks"
                : "rank \(failure.rank) of \(failure.worldSize) on \(failure.hostName)"
            return self.block(
                message, place: "\(who), \(place)", of: run, logOf: failure.rank,
                canGoOn: !Self.comesAgain(failure.error)
            ).description
        }
        write("failed: \(message)")
        return block ?? "error: \(message)"
    }

    /// Prints what the watchdog found. The run folder is touched only after the words are out: its disk
    /// may be what the ranks wait for, and then the process ends before it answers.
    func tell(_ finding: WatchFinding, stallSeconds: Int) {
        switch finding {
        case .slow(let report):
            let text =
                "warning: \(report)\nthe run is ended after \(stallSeconds) s of this"
                + " (--stall-timeout)"
            printError(text)
            write(text)
        case .stalled(let report):
            printFailure(
                "\(report)\nso the run is ended (--stall-timeout \(stallSeconds))",
                rank: report.behind.first?.rank)
        case .lost(let rank, let host, let place):
            printFailure(
                "rank \(rank) (process \(place.processID) on \(host)) is gone: it was \(place)",
                rank: rank)
        }
    }

    private func printFailure(_ message: String, rank: Int?) {
        if let run = state.withLock({ $0.run }) {
            let block = block(
                message, place: nil, of: run, logOf: rank ?? run.rank, canGoOn: true)
            printError(block.head)
            printError(block.tail)
        } else {
            printError("error: \(message)")
        }
        write("failed: \(message)")
    }

    /// Whether the same run meets the error again, bit for bit.
    private static func comesAgain(_ error: any Error) -> Bool {
        error is NonFiniteError || error is NonFiniteScoreError
    }

    private func block(
        _ message: String, place: String?, of run: Run, logOf rank: Int, canGoOn: Bool
    ) -> FailureBlock {
        let path = run.folder.logPath(rank: rank)
        return FailureBlock(
            message: message, place: place,
            command: canGoOn
                ? ResumeCommand.text(runPath: run.folder.path, worldSize: run.worldSize) : nil,
            logPath: path,
            logLines: { RankLog.lastLines(Self.tailLength, of: path).map { printable($0) } })
    }
}

extension EpochRecord {
    fileprivate func logLine(of epochs: Int) -> String {
        let validation = validationAccuracy.map { ", validation \(NumberText.percent($0)) %" } ?? ""
        return "epoch \(epoch) of \(epochs): training \(NumberText.percent(trainAccuracy)) %"
            + "\(validation), \(NumberText.fixed(epochSeconds, fractionDigits: 1)) s"
    }
}
