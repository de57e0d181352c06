import MessagePassing
import Recognition
import RunRecords
import Supervision
import Synchronization
import TextFormats
import Training

/// Keeps a record of what this rank does: its progress for the watchdog and the crash handler,
/// lines in its log, and, when the run fails, a message for the user with what happened and how to
/// continue.
final class RunJournal: Sendable {
    /// The run, once its folder is known.
    private struct Run {
        let folder: RunFolder
        let rank: Int
        let worldSize: Int
        let log: RankLog?
        var hasLostLines = false
    }

    private struct State {
        /// Nil in a job without a watchdog.
        var watch: JobWatch?
        var run: Run?
        /// Lines that were written before the log was open.
        var lines: [String] = []
    }

    /// The lines of a log that a failure block shows.
    private static let tailLength = 5
    private let state = Mutex(State())

    /// Sets the watchdog of the job, which will relay the ranks' progress through the run folder.
    func follow(_ watch: JobWatch?) { state.withLock { $0.watch = watch } }

    /// Records an event of the run. Called on the main thread.
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

    /// Writes a line to the log, or keeps it until the log is open.
    func write(_ line: String) {
        let run = state.withLock { state in
            if state.run == nil { state.lines.append(line) }
            return state.run
        }
        // Without the lock, which the watchdog takes, too: if the disk hangs, the watchdog must
        // not.
        guard let log = run?.log, !log.write(line) else { return }
        let isFirst = state.withLock { state in
            defer { state.run?.hasLostLines = true }
            return state.run?.hasLostLines == false
        }
        if isFirst { printError("warning: \(log.path) has not taken all lines") }
    }

    /// Opens the log. A rank that cannot see the run folder keeps no log, and says so.
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
        let kind =
            header.wasFinished
            ? "scoring again"
            : header.position.globalStep > 0
                ? "resumed after step \(header.position.globalStep)" : "new"
        write(
            "start: rank \(world.rank) of \(world.worldSize) on \(world.hostName), process"
                + " \(ProcessFacts.processID), build \(ProcessFacts.buildID),"
                + " \(header.description.arithmetic.kernels) kernels, \(kind)")
        for line in earlier { write(line) }
    }
}

extension RunJournal {
    /// The message of a rank's failure: a line before the run has begun, a block afterwards.
    func text(of failure: RankFailure, at place: RankPlace) -> String {
        let message = printable(failure)
        let run = state.withLock { $0.run }
        // The end of the log is read before the failure is written there, since the message has it.
        let block = run.map { run in
            let who =
                failure.isAgreed && failure.worldSize > 1
                ? "all ranks"
                : "rank \(failure.rank) of \(failure.worldSize) on \(failure.hostName)"
            return self.block(
                message, place: "\(who), \(place)", of: run, logOf: failure.rank,
                canBeContinued: !Self.isDeterministic(failure.error)
            ).description
        }
        write("failed: \(message)")
        return block ?? "error: \(message)"
    }

    /// Prints what the watchdog found. Prints first and touches the run folder afterwards: its disk
    /// may be what the ranks are waiting for, and the process may end before the disk responds.
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

    /// - Parameter rank: the rank whose log is shown; nil for this rank's.
    private func printFailure(_ message: String, rank: Int?) {
        if let run = state.withLock({ $0.run }) {
            let block = block(
                message, place: nil, of: run, logOf: rank ?? run.rank, canBeContinued: true)
            printError(block.head)
            printError(block.tail)
        } else {
            printError("error: \(message)")
        }
        write("failed: \(message)")
    }

    /// Whether the run would fail in the same way again, since it continues to the same bits.
    private static func isDeterministic(_ error: any Error) -> Bool {
        error is NonFiniteError || error is NonFiniteScoreError
    }

    private func block(
        _ message: String, place: String?, of run: Run, logOf rank: Int, canBeContinued: Bool
    ) -> FailureBlock {
        let path = run.folder.logPath(rank: rank)
        return FailureBlock(
            message: message, place: place,
            command: canBeContinued
                ? ResumeCommand.text(runPath: run.folder.path, worldSize: run.worldSize) : nil,
            logPath: path,
            logLines: { RankLog.lastLines(Self.tailLength, of: path).map { printable($0) } })
    }
}

extension EpochRecord {
    /// An epoch's line in a rank's log.
    fileprivate func logLine(of epochs: Int) -> String {
        let validation = validationAccuracy.map { ", validation \(NumberText.percent($0)) %" } ?? ""
        return "epoch \(epoch) of \(epochs): training \(NumberText.percent(trainAccuracy)) %"
            + "\(validation), \(NumberText.fixed(epochSeconds, fractionDigits: 1)) s"
    }
}
