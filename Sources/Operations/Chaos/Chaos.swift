import FoundationEssentials
import Glibc
import RunFolder

/// What `chaos` was told.
package struct ChaosSettings: Sendable {
    package var seed: UInt64
    package var eventCount: Int
    /// After which no further event begins; nil: all of them do.
    package var seconds: Double?
    package var ranks: Int
    package var keepsFolder: Bool
    /// The path of hwr-dist.
    package var program: String
    /// The environment.
    package var variables: [String: String]

    package init(
        seed: UInt64, eventCount: Int, seconds: Double?, ranks: Int, keepsFolder: Bool,
        program: String, variables: [String: String]
    ) {
        self.seed = seed
        self.eventCount = eventCount
        self.seconds = seconds
        self.ranks = ranks
        self.keepsFolder = keepsFolder
        self.program = program
        self.variables = variables
    }
}

/// Trains twice, once in peace and once while bad things happen, and compares.
package struct Chaos {
    private let settings: ChaosSettings
    private let say: (String) -> Void
    private let folder: String
    private let logFile: Int32
    private let disk: SmallDisk?
    private let events: [ChaosEvent]
    private let signals = SignalQueue([SIGINT, SIGTERM, SIGHUP])
    private let start = ContinuousClock.now

    /// - Parameter say: is told each event in one line.
    package init(_ settings: ChaosSettings, say: @escaping (String) -> Void) throws {
        self.settings = settings
        self.say = say
        var template = Array(
            "\(settings.variables["TMPDIR"] ?? "/tmp")/hwr-dist-chaos-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw ChaosSetupError(operation: "make a folder in TMPDIR", errorNumber: errno)
        }
        folder = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        logFile = open("\(folder)/log", O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
        let disk = try SmallDisk(path: "\(folder)/disk", variables: settings.variables)
        self.disk = disk
        let kinds = ChaosEvent.Kind.allCases.filter { $0 != .fillDisk || disk != nil }
        events = ChaosEvent.plan(
            seed: settings.seed, count: settings.eventCount, ranks: settings.ranks, kinds: kinds)
    }

    /// - Throws: `ChaosFailure` when the two trainings differ or the second does not get through.
    package func run() throws {
        say(
            "seed \(settings.seed), \(events.count) events on \(settings.ranks) ranks, in \(folder)"
                + (disk == nil ? "; no full disk: that needs the right to mount" : ""))
        let broken = RunFolder("\(disk?.path ?? folder)/broken")
        let clean = RunFolder("\(folder)/clean")
        do {
            try trainInPeace(clean)
            let counts = try trainInChaos(broken)
            let differences = try RunComparison.differences(in: broken, from: clean)
            guard differences.isEmpty else {
                throw failure("these differ: \(differences.joined(separator: ", "))")
            }
            say(
                "passed in \(seconds(since: start)) s, all equal to the clean run; "
                    + summary(of: counts))
            leave(broken, keepingFolder: settings.keepsFolder)
        } catch {
            // What a failure leaves is wanted; what an interruption leaves is not.
            leave(broken, keepingFolder: settings.keepsFolder || error is ChaosFailure)
            throw error
        }
    }

    private func trainInPeace(_ clean: RunFolder) throws {
        let begin = ContinuousClock.now
        let job = try ChaosJob(settings, folder: clean, logFile: logFile)
        let code = try endCode(of: job, withinSeconds: 600)
        guard code == 0 else { throw failure("the clean run ended with code \(code)") }
        say("clean run: \(seconds(since: begin)) s")
    }

    /// - Returns: how often each kind of event happened.
    private func trainInChaos(_ folder: RunFolder) throws -> [ChaosEvent.Kind: Int] {
        var counts: [ChaosEvent.Kind: Int] = [:]
        var job = try ChaosJob(settings, folder: folder, logFile: logFile)
        do {
            var lastCheckpoint = ""
            for (index, event) in events.enumerated() {
                if let limit = settings.seconds, ContinuousClock.now - start > .seconds(limit) {
                    break
                }
                let due = ChaosJob.checkpoint(for: event, at: index)
                // A checkpoint since the last event: `launch` gives up when failures follow each
                // other without one.
                try wait(job, seconds: 120, for: "the checkpoint \(due)") {
                    let newest = job.newestCheckpoint
                    return newest >= due && newest > lastCheckpoint
                }
                try pause(milliseconds: event.delayMilliseconds)
                let begin = ContinuousClock.now
                try perform(event, on: &job)
                counts[event.kind, default: 0] += 1
                lastCheckpoint = job.newestCheckpoint
                say("event \(index + 1): \(event); \(seconds(since: begin)) s")
            }
            let code = try endCode(of: job, withinSeconds: 600)
            guard code == 0 else { throw failure("launch ended with code \(code)") }
        } catch {
            end(job)
            throw error
        }
        return counts
    }

    private func perform(_ event: ChaosEvent, on job: inout ChaosJob) throws {
        guard let mpirun = job.mpirun, let rank = job.process(ofRank: event.rank) else {
            throw failure("\(event): no job runs that it could happen to")
        }
        let current = job
        func waitForEnd() throws {
            try wait(current, seconds: 30, for: "the end of the job") { current.mpirun != mpirun }
        }
        switch event.kind {
        case .killRank:
            kill(rank, SIGKILL)
            try waitForEnd()
        case .killMpirun:
            kill(mpirun, SIGKILL)
            try waitForEnd()
        case .endRank:
            kill(rank, SIGTERM)
            try waitForEnd()
        case .endMpirun:
            kill(mpirun, SIGTERM)
            try waitForEnd()
        case .endLaunch:
            try stop(&job, by: SIGTERM) {}
        case .stopRank:
            kill(rank, SIGSTOP)
            for _ in 0..<300 where job.mpirun == mpirun { try pause(milliseconds: 10) }
            kill(rank, SIGCONT)
        case .slowRank:
            for _ in 0..<10 {
                kill(rank, SIGSTOP)
                try pause(milliseconds: 30)
                kill(rank, SIGCONT)
                try pause(milliseconds: 5)
            }
        case .truncateCheckpoint, .flipCheckpoint:
            try stop(&job, by: event.choice & 1 == 0 ? SIGUSR1 : SIGINT) {
                guard
                    try CheckpointDamage.inflict(
                        event.kind, on: current.folder.checkpoints, choice: event.choice)
                else { throw failure("\(event): there is no older checkpoint to go on from") }
            }
        case .fillDisk:
            try disk?.fill {
                try pause(milliseconds: 2)
                return current.mpirun != mpirun
            }
        }
    }

    /// Stops `launch` as its users do, does something, and starts it again.
    private func stop(
        _ job: inout ChaosJob, by signal: Int32, thenDo action: () throws -> Void
    ) throws {
        job.sendToLaunch(signal)
        let code = try endCode(of: job, withinSeconds: 30)
        guard code == 75 else { throw failure("launch ended with code \(code) when stopped") }
        try action()
        job = try ChaosJob(settings, folder: job.folder, logFile: logFile)
    }

    private func endCode(of job: ChaosJob, withinSeconds limit: Double) throws -> Int32 {
        let end = ContinuousClock.now + .seconds(limit)
        while ContinuousClock.now < end {
            if let code = job.takeEnd() { return code }
            try pause(milliseconds: 5)
        }
        throw failure("launch did not end within \(Int(limit)) s")
    }

    /// Waits until something holds while the job runs.
    private func wait(
        _ job: ChaosJob, seconds: Double, for what: String, until holds: () throws -> Bool
    ) throws {
        let end = ContinuousClock.now + .seconds(seconds)
        while try !holds() {
            if let code = job.takeEnd() {
                throw failure("launch ended with code \(code) before its time")
            }
            if ContinuousClock.now > end { throw failure("waited \(Int(seconds)) s for \(what)") }
            try pause(milliseconds: 5)
        }
    }

    private func pause(milliseconds: Int) throws(ChaosInterruption) {
        if let signal = signals.next(until: .now + .milliseconds(milliseconds)) {
            throw ChaosInterruption(signal: signal)
        }
    }

    private func failure(_ reason: String) -> ChaosFailure {
        ChaosFailure(reason: reason, seed: settings.seed, events: events, folder: folder)
    }

    /// Ends a job that may be in any state.
    private func end(_ job: ChaosJob) {
        for signal in [SIGTERM, SIGTERM, SIGKILL] {
            job.sendToLaunch(signal)
            for _ in 0..<1000 {
                if job.takeEnd() != nil { return }
                usleep(10_000)
            }
        }
    }

    /// Unmounts the small disk, and removes what is not to be kept.
    private func leave(_ run: RunFolder, keepingFolder: Bool) {
        if let disk {
            if keepingFolder {
                try? FileManager.default.copyItem(atPath: run.path, toPath: "\(folder)/broken")
            }
            disk.unmount()
        }
        close(logFile)
        if !keepingFolder { try? FileManager.default.removeItem(atPath: folder) }
    }

    private func summary(of counts: [ChaosEvent.Kind: Int]) -> String {
        let kinds = ChaosEvent.Kind.allCases.compactMap { kind in
            counts[kind].map { "\($0) × \(kind.rawValue)" }
        }
        return "\(counts.values.reduce(0, +)) events: \(kinds.joined(separator: ", "))"
    }

    private func seconds(since begin: ContinuousClock.Instant) -> Double {
        (((ContinuousClock.now - begin) / .seconds(1)) * 10).rounded() / 10
    }
}

/// The place for the trainings could not be made.
package struct ChaosSetupError: Error, CustomStringConvertible {
    let operation: String
    let errorNumber: Int32

    package var description: String {
        "cannot \(operation): \(String(cString: strerror(errorNumber))) (errno \(errorNumber))"
    }
}
