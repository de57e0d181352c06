import Failures
import Glibc
import Launching
import RunRecords

/// One training, and the faults that are injected into it.
struct ChaosTraining {
    private let settings: ChaosSettings
    private let logFile: Int32
    private let disk: SmallDisk?
    private let signals: SignalQueue
    private var job: ChaosJob
    /// The newest checkpoint when the last event happened.
    private var lastCheckpoint = ""

    /// Starts the training.
    ///
    /// - Parameters:
    ///   - disk: the file system that holds `folder`, which can be filled; nil if there is none.
    ///   - signals: those that interrupt `chaos`.
    init(
        _ settings: ChaosSettings, folder: RunFolder, logFile: Int32, disk: SmallDisk?,
        signals: SignalQueue
    ) throws {
        self.settings = settings
        self.logFile = logFile
        self.disk = disk
        self.signals = signals
        job = try ChaosJob(settings, folder: folder, logFile: logFile)
    }

    /// Makes events happen, in order, until the training ends.
    ///
    /// - Parameters:
    ///   - events: more than fit in one training are left for the next one.
    ///   - happened: called after each event with the seconds that it took.
    /// - Throws: `ChaosProblem` when the training does not survive. Its processes have ended then.
    mutating func run(
        _ events: some Collection<ChaosEvent>, happened: (ChaosEvent, Double) -> Void
    ) throws {
        do {
            for (index, event) in events.prefix(ChaosJob.eventCount).enumerated() {
                guard try wait(for: event, at: index) else { break }
                let begin = ContinuousClock.now
                guard try perform(event) else { break }
                lastCheckpoint = job.newestCheckpoint
                happened(event, (ContinuousClock.now - begin) / .seconds(1))
            }
            let code = try endCode(withinSeconds: 600)
            guard code == 0 else { throw ChaosProblem("launch ended with code \(code)") }
        } catch {
            job.end()
            throw error
        }
    }

    /// Waits until an event is due.
    ///
    /// - Returns: false if the training ended before.
    private func wait(for event: ChaosEvent, at index: Int) throws -> Bool {
        let due = ChaosJob.checkpoint(for: event, at: index)
        let isInTime = try wait(seconds: 120) {
            // There must also be a checkpoint since the last event: `launch` gives up after
            // repeated failures without progress.
            let newest = job.newestCheckpoint
            return newest >= due && newest > lastCheckpoint
        }
        guard isInTime else { throw ChaosProblem("no checkpoint \(due) within two minutes") }
        guard job.code == nil else { return false }
        try signals.pause(milliseconds: event.delayMilliseconds)
        return true
    }

    /// Makes an event happen, and waits until its effect is seen.
    ///
    /// - Returns: false if the training ended before.
    private mutating func perform(_ event: ChaosEvent) throws -> Bool {
        let job = job
        guard let mpirun = job.mpirun else { return false }
        func awaitEnd() throws -> Bool {
            guard try wait(seconds: 30, until: { job.mpirun != mpirun }) else {
                throw ChaosProblem("\(event): the job did not end within 30 s")
            }
            return true
        }
        func send(_ signal: Int32) throws -> Bool {
            try reach(event) { try $0.send(signal, output: logFile) } && awaitEnd()
        }
        switch event.kind {
        case .killRank: return try send(SIGKILL)
        case .endRank: return try send(SIGTERM)
        // It is never continued: the watchdog must end the job.
        case .stopRank: return try send(SIGSTOP)
        case .slowRank:
            return try reach(event) { try $0.stopInBursts(output: logFile) }
        case .killMpirun:
            kill(mpirun, SIGKILL)
            return try awaitEnd()
        case .endMpirun:
            kill(mpirun, SIGTERM)
            return try awaitEnd()
        case .endLaunch:
            return try stop(by: SIGTERM) {}
        case .truncateCheckpoint, .flipCheckpoint:
            // Not by SIGINT, which processes ignore that a script starts in the background.
            return try stop(by: event.choice & 1 == 0 ? SIGUSR1 : SIGUSR2) {
                guard
                    try CheckpointDamage.inflict(
                        event.kind, on: job.folder.checkpoints, choice: event.choice)
                else { throw ChaosProblem("\(event): there is no older one to go on from") }
            }
        case .fillDisk:
            let end = ContinuousClock.now + .seconds(30)
            try disk?.fill {
                try signals.pause(milliseconds: 2)
                if ContinuousClock.now > end { throw ChaosProblem("a full disk went unnoticed") }
                return job.mpirun != mpirun
            }
        }
        return true
    }

    /// Applies an action to the rank of an event. Repeats it while the rank's host has no such
    /// process: until the rank has written its log, the process is that of the job before.
    ///
    /// - Returns: false if the training ended before.
    private func reach(
        _ event: ChaosEvent, _ action: (RankProcess) throws -> Bool
    ) throws -> Bool {
        let end = ContinuousClock.now + .seconds(20)
        while job.code == nil {
            if let rank = job.process(ofRank: event.rank), try action(rank) { return true }
            guard .now < end else { throw ChaosProblem("\(event): its process was not found") }
            try signals.pause(milliseconds: 50)
        }
        return false
    }

    /// Stops `launch` by a signal, as its users do, runs `action`, and starts it again.
    ///
    /// - Returns: false if the training ended before.
    private mutating func stop(by signal: Int32, thenDo action: () throws -> Void) throws -> Bool {
        job.sendToLaunch(signal)
        let code = try endCode(withinSeconds: 30)
        if code == 0 { return false }
        guard code == ExitStatus.stopped.rawValue else {
            throw ChaosProblem("launch ended with code \(code) when it was asked to stop")
        }
        try action()
        job = try ChaosJob(settings, folder: job.folder, logFile: logFile)
        return true
    }

    /// Waits until `launch` ends.
    ///
    /// - Returns: its exit code.
    private func endCode(withinSeconds seconds: Double) throws -> Int32 {
        _ = try wait(seconds: seconds) { false }
        guard let code = job.code else {
            throw ChaosProblem("launch did not end within \(Int(seconds)) s")
        }
        return code
    }

    /// Waits until a condition holds or `launch` has ended.
    ///
    /// - Returns: false if neither happened in time.
    private func wait(seconds: Double, until holds: () -> Bool) throws -> Bool {
        let end = ContinuousClock.now + .seconds(seconds)
        while !holds() && job.code == nil {
            if ContinuousClock.now > end { return false }
            try signals.pause(milliseconds: 5)
        }
        return true
    }
}
