import FoundationEssentials
import Glibc
import Inspection
import Launching
import RunRecords

/// Fault injection: trains once undisturbed, then again and again while faults happen, until all
/// planned faults have happened, and compares each result with the undisturbed one.
package struct Chaos {
    private let settings: ChaosSettings
    private let say: (String) -> Void
    private let folder: String
    private let logFile: Int32
    private let disk: SmallDisk?
    private let events: [ChaosEvent]
    private let signals = SignalQueue([SIGINT, SIGTERM, SIGHUP])
    private let start = ContinuousClock.now

    /// - Parameter say: called with one line for each event.
    /// - Throws: `ChaosSetupError` when no temporary folder can be made.
    package init(_ settings: ChaosSettings, say: @escaping (String) -> Void) throws {
        self.settings = settings
        self.say = say
        let temporary = settings.variables["TMPDIR"] ?? "/tmp"
        var template = Array("\(temporary)/hwr-dist-chaos-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw ChaosSetupError(operation: "make a folder in \(temporary)", errorNumber: errno)
        }
        folder = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        logFile = open("\(folder)/log", O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
        // A file system that is mounted here would be invisible to other hosts.
        let disk =
            settings.remoteShell == nil
            ? SmallDisk(path: "\(folder)/disk", variables: settings.variables) : nil
        self.disk = disk
        let kinds = ChaosEvent.Kind.allCases.filter { $0 != .fillDisk || disk != nil }
        events = ChaosEvent.plan(
            seed: settings.seed, count: settings.eventCount, ranks: settings.ranks, kinds: kinds)
    }

    /// - Throws: `ChaosFailure` when a training does not survive or ends differently from the
    ///   undisturbed one; `ChaosInterruption` when a signal ends it.
    package func run() throws {
        say(
            "seed \(settings.seed), \(events.count) events on \(settings.ranks) ranks, in \(folder)"
                + (disk == nil ? "; no full disk: \(reasonWithoutDisk)" : ""))
        do {
            try trainAll()
            leave(keepingFolder: settings.keepsFolder)
        } catch {
            // The files of a failure are needed to understand it; those of an interruption are not.
            leave(keepingFolder: settings.keepsFolder || !(error is ChaosInterruption))
            guard let problem = error as? ChaosProblem else { throw error }
            throw ChaosFailure(
                reason: problem.reason, seed: settings.seed, ranks: settings.ranks,
                mpirunOptions: settings.mpirunOptions, events: events, folder: folder)
        }
    }

    /// Trains undisturbed, and then under faults until all events have happened. A training takes
    /// as many events as it is long enough for; the next one takes the rest.
    private func trainAll() throws {
        let clean = RunFolder("\(folder)/clean")
        var training = try ChaosTraining(
            settings, folder: clean, logFile: logFile, disk: nil, signals: signals)
        try training.run([]) { _, _ in }
        say("clean run: \(tenths(elapsedSeconds)) s")

        var happened: [ChaosEvent] = []
        var trainingCount = 0
        while happened.count < events.count,
            trainingCount == 0 || elapsedSeconds < settings.seconds ?? .infinity
        {
            let countBefore = happened.count
            let broken = RunFolder("\(disk?.path ?? folder)/broken")
            training = try ChaosTraining(
                settings, folder: broken, logFile: logFile, disk: disk, signals: signals)
            try training.run(events[countBefore...]) { event, seconds in
                happened.append(event)
                say("event \(happened.count): \(event); \(tenths(seconds)) s")
            }
            trainingCount += 1
            let differences = RunComparison.differences(in: broken, from: clean)
            guard differences.isEmpty else {
                throw ChaosProblem(
                    "after \(happened.count) events these differ from the clean run's: "
                        + differences.joined(separator: ", "))
            }
            guard happened.count > countBefore else {
                throw ChaosProblem("the training was over before anything could happen to it")
            }
            if happened.count < events.count {
                try FileManager.default.removeItem(atPath: broken.path)
            }
        }
        say(
            "passed: \(trainingCount) training\(trainingCount == 1 ? "" : "s"), all equal to the"
                + " clean run, in \(tenths(elapsedSeconds)) s; \(happened.count) events: "
                + counts(of: happened))
    }

    /// Unmounts the small disk, and removes the folder or leaves it complete.
    private func leave(keepingFolder: Bool) {
        if let disk {
            if keepingFolder {
                try? FileManager.default.copyItem(
                    atPath: "\(disk.path)/broken", toPath: "\(folder)/broken")
            }
            disk.unmount()
        }
        close(logFile)
        if !keepingFolder { try? FileManager.default.removeItem(atPath: folder) }
    }

    /// Why the event "disk full" is left out.
    private var reasonWithoutDisk: String {
        settings.remoteShell == nil
            ? "that needs the right to mount" : "other hosts would not see it"
    }

    /// How often each kind of event happened: "3 × SIGKILL to a rank, 2 × disk full".
    private func counts(of events: [ChaosEvent]) -> String {
        ChaosEvent.Kind.allCases.compactMap { kind in
            let count = events.count { $0.kind == kind }
            return count > 0 ? "\(count) × \(kind.rawValue)" : nil
        }.joined(separator: ", ")
    }

    private var elapsedSeconds: Double { (ContinuousClock.now - start) / .seconds(1) }

    private func tenths(_ seconds: Double) -> Double { (seconds * 10).rounded() / 10 }
}
