import CProcess
import Glibc

/// Starts mpirun, waits for its end, and forwards requests to stop from signals to the job.
struct JobSupervisor {
    /// Whether a signal has requested a stop.
    private(set) var isStopAsked = false

    private let signals: SignalQueue
    private let say: (String) -> Void
    /// Child processes that do not belong to a job.
    private let foreign: Set<Int32>
    /// Whether a second signal has requested an immediate end.
    private var isEndAsked = false
    /// The time at which the request to stop is repeated, because mpirun drops a request that comes
    /// before its ranks have started.
    private var nextRequest: ContinuousClock.Instant?
    /// The time at which mpirun is killed.
    private var nextKill: ContinuousClock.Instant?

    /// The time in seconds that mpirun may continue after its ranks have ended; nil for no limit.
    private let secondsWithoutRanks: Int?

    private static let secondsBetweenRequests = 5.0
    private static let secondsToEnd = 5.0

    /// Catches signals from now on, instead of being killed by them.
    init(secondsWithoutRanks: Int?, say: @escaping (String) -> Void) {
        // A signal that is ignored, such as SIGHUP under nohup, stays ignored.
        let stops = [SIGTERM, SIGINT, SIGHUP, SIGUSR1, SIGUSR2, SIGXCPU]
        signals = SignalQueue(stops.filter { !SignalQueue.isIgnored($0) } + [SIGCHLD])
        self.secondsWithoutRanks = secondsWithoutRanks
        self.say = say
        foreign = Set(ProcessTree.children(of: getpid()))
        // Ranks whose mpirun was killed become children of this process, which kills them: the next
        // attempt needs their run folder, and a stopped rank would stay forever.
        _ = cprocess_adopt_orphans()
    }

    /// Runs one job to its end.
    /// - Parameter everySecond: called about once per second until it returns true.
    /// - Returns: mpirun's exit code.
    mutating func run(
        _ path: String, _ arguments: [String], environment: [String], everySecond: () -> Bool
    ) throws(ChildProcessError) -> Int32 {
        let job = try ChildProcess(path, arguments, environment: environment)
        var nextLook = ContinuousClock.now + .seconds(1)
        var isCalled = true
        var ranks = RankWatch(lookLimit: secondsWithoutRanks)
        while true {
            if let code = job.takeEnd() {
                let left = ProcessTree.killAdopted(except: foreign)
                if left > 0 {
                    say("killed \(left) process\(left == 1 ? "" : "es") that mpirun left behind")
                }
                _ = everySecond()
                return code
            }
            let end = [nextLook, nextRequest, nextKill].compactMap { $0 }.min()
            if let signal = signals.next(until: end) {
                if signal != SIGCHLD { obey(signal, job) }
                continue
            }
            let now = ContinuousClock.now
            if nextLook <= now {
                nextLook = now + .seconds(1)
                isCalled = isCalled && !everySecond()
                if ranks.areGone(whenSeen: ProcessTree.runningChildren(of: job.processID).count) {
                    say(
                        "mpirun has had no process of its own for \(ranks.looksWithout) s and does"
                            + " not end: killing it")
                    job.sendToGroup(SIGKILL)
                }
            }
            if let time = nextRequest, time <= now { askToStop(job) }
            if let time = nextKill, time <= now {
                say("mpirun does not end: killing it")
                nextKill = nil
                job.sendToGroup(SIGKILL)
            }
        }
    }

    /// Waits between two attempts.
    /// - Returns: false if a signal has requested a stop.
    mutating func wait(seconds: Double) -> Bool {
        let end = ContinuousClock.now + .seconds(seconds)
        while let signal = signals.next(until: end) {
            guard signal != SIGCHLD else { continue }
            say("\(ExitCodeText.name(ofSignal: signal)): no further attempt")
            isStopAsked = true
            return false
        }
        return true
    }

    private mutating func obey(_ signal: Int32, _ job: ChildProcess) {
        let name = ExitCodeText.name(ofSignal: signal)
        let canInsist = signal == SIGTERM || signal == SIGINT
        if !isStopAsked || !canInsist {
            if !isStopAsked { say("\(name): asking for a checkpoint and a stop") }
            isStopAsked = true
            askToStop(job)
        } else if !isEndAsked {
            say("\(name) again: ending the job")
            isEndAsked = true
            job.send(SIGTERM)
            nextRequest = nil
            nextKill = .now + .seconds(Self.secondsToEnd)
        }
    }

    /// Requests a stop by SIGUSR1, which mpirun forwards to the ranks and which leaves them time
    /// for a checkpoint. After SIGTERM mpirun would kill them within two seconds, and return 1.
    private mutating func askToStop(_ job: ChildProcess) {
        guard !isEndAsked else { return }
        job.send(SIGUSR1)
        nextRequest = .now + .seconds(Self.secondsBetweenRequests)
    }
}
