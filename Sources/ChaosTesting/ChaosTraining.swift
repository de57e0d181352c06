import Failures
import Glibc
import Launching
import RunRecords

/// One training, and what happens to it.
struct ChaosTraining {
    private let settings: ChaosSettings
    private let logFile: Int32
    private let disk: SmallDisk?
    private let signals: SignalQueue
    private var job: ChaosJob
    private var lastCheckpoint = ""

    /// Starts it.
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

    /// Lets events happen until the training is over.
    /// - Parameters:
    ///   - happened: is told each event and how many seconds it took.
    /// - Throws: `ChaosProblem` when it does not end well; nothing of it runs then.
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

    /// Waits until the training has come far enough.
    /// - Returns: false when it was over before.
    private func wait(for event: ChaosEvent, at index: Int) throws -> Bool {
        let due = ChaosJob.checkpoint(for: event, at: index)
        let isInTime = try wait(seconds: 120) {
            // A checkpoint since the last event: `launch` gives up when failures follow each other
            // without one.
            let newest = job.newestCheckpoint
            return newest >= due && newest > lastCheckpoint
        }
        guard isInTime else { throw ChaosProblem("no checkpoint \(due) within two minutes") }
        guard job.code == nil else { return false }
        try signals.pause(milliseconds: event.delayMilliseconds)
        return true
    }

    /// - Returns: false when the training was over before it.
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
        // Nobody continues it: the watchdog ends the job.
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
            // Not SIGINT, which whatever a script has started in the background ignores.
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

    /// Does something to the rank of an event, again while its host knows no such process: its log may
    /// tell of the job before.
    /// - Returns: false when the training was over before.
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

    /// Stops `launch` as its users do, does something, and starts it again.
    /// - Returns: false when the training was over before.
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

    private func endCode(withinSeconds seconds: Double) throws -> Int32 {
        _ = try wait(seconds: seconds) { false }
        guard let code = job.code else {
            throw ChaosProblem("launch did not end within \(Int(seconds)) s")
        }
        return code
    }

    /// Waits until something holds or `launch` has ended.
    /// - Returns: false when neither came in time.
    private func wait(seconds: Double, until holds: () -> Bool) throws -> Bool {
        let end = ContinuousClock.now + .seconds(seconds)
        while !holds() && job.code == nil {
            if ContinuousClock.now > end { return false }
            try signals.pause(milliseconds: 5)
        }
        return true
    }
}
