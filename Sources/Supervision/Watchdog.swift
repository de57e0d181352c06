import CProcess
import Failures
import Glibc
import MessagePassing
import Synchronization
import Threads

/// How a job is watched.
package struct WatchPlan: Sendable {
    /// Seconds in which no rank moves after which the job is ended; nil for never.
    package let stallSeconds: Int?
    /// Tells the user. It is called on a thread of its own, by one rank of a host.
    package let report: @Sendable (WatchFinding) -> Void

    package init(stallSeconds: Int?, report: @escaping @Sendable (WatchFinding) -> Void) {
        self.stallSeconds = stallSeconds
        self.report = report
    }
}

/// What the watchdog has to tell.
package enum WatchFinding: Sendable {
    /// No rank has moved for a quarter of the time; told once.
    case slow(StallReport)
    /// The job is ended now.
    case stalled(StallReport)
    /// A process of this host is gone without a word; the launcher ends the job.
    case lost(rank: Int, hostName: String, RankPlace)
}

/// A thread of each rank that looks twice a second whether the job still moves, whatever the rank's
/// main thread does or waits for, and ends a job that does not.
///
/// Time is counted in the thread's own looks, so that a job that was suspended as a whole and goes on
/// has lost none. The only MPI function that the thread calls is `MPI_Abort`.
final class Watchdog: Sendable {
    private let plan: WatchPlan
    private let board: ProgressBoard
    /// Of one rank of each host, where there are several.
    private let network: HostNetwork?
    private let hasEnded = Atomic(false)

    private static let looksPerSecond = 2
    /// Between two attempts to reach the other hosts; the first comes after half as many.
    private static let looksPerAttempt = 4
    /// Within so many quiet looks mpirun notices that a host is lost (`scripts/env`: 11 s), and ends the
    /// job on the others. One that has to abort the job before it does waits for that host for ever.
    private static let looksOfMPIRun = 28

    init(_ plan: WatchPlan, board: ProgressBoard, network: HostNetwork?) {
        self.plan = plan
        self.board = board
        self.network = network
    }

    /// Begins to watch.
    func start() {
        network?.tryHosts()
        HelperThread.start { self.watch() }
    }

    /// The rank is through: what the others do is none of its business any more.
    func end() { hasEnded.store(true, ordering: .relaxed) }

    private func watch() {
        let lookLimit = plan.stallSeconds.map { $0 * Self.looksPerSecond }
        var judge = StallJudge(worldSize: board.worldSize, lookLimit: lookLimit ?? .max)
        var peers = PeerProcesses(board)
        var hasWarned = false
        while true {
            usleep(useconds_t(1_000_000 / Self.looksPerSecond))
            if hasEnded.load(ordering: .relaxed) { return }
            cprocess_beat()
            let knowsHosts = watchNetwork(quietLooks: judge.quietLooks)
            let places = board.seen
            if let lost = peers.lost(places), let place = places[lost], board.takeWord() {
                tell(.lost(rank: lost, hostName: board.hostNames[lost], place))
            }
            judge.look(at: places)
            guard let lookLimit else { continue }
            let isSlow = judge.quietLooks >= max(2, lookLimit / 4)
            // Which hosts are lost decides how to end the job.
            let looks = lookLimit + (knowsHosts ? 0 : Self.looksPerAttempt)
            if judge.quietLooks >= looks {
                endJob(judge, lookLimit: lookLimit)
            } else if isSlow || !OwnPlace.current.unreached.isEmpty, !hasWarned {
                hasWarned = true
                if judge.speaker == board.rank { tell(.slow(report(judge))) }
            }
        }
    }

    /// Tries, while no rank moves, which hosts the network still reaches.
    /// - Returns: whether this rank's place tells what an attempt has found, or it makes none.
    private func watchNetwork(quietLooks: Int) -> Bool {
        guard let network, plan.stallSeconds != nil else { return true }
        if quietLooks == 0 {
            network.forget()
        } else if quietLooks % Self.looksPerAttempt == Self.looksPerAttempt / 2 {
            network.tryHosts()
        }
        let hasTried = network.hasTried
        OwnPlace.set(unreached: RankMask(ranks: network.lostLeaders))
        return hasTried
    }

    /// Tells the user on a thread of its own: where the disk of the log hangs, the watchdog must not.
    private func tell(_ finding: WatchFinding) {
        HelperThread.start { [plan] in plan.report(finding) }
    }

    /// The lowest rank that runs tells what it sees and ends the job; should it be held up, another
    /// one does a second later.
    private func endJob(_ judge: StallJudge, lookLimit: Int) {
        let report = report(judge)
        let lastLook = max(lookLimit, report.lostHosts.isEmpty ? 0 : Self.looksOfMPIRun)
        guard
            judge.speaker == board.rank
                || judge.quietLooks >= lastLook + Self.looksPerSecond
        else { return }
        let pause = max(0, lastLook - judge.quietLooks)
        // Neither a full pipe nor MPI may keep this rank from ending.
        cprocess_exit_after(
            UInt32(2 + pause / Self.looksPerSecond), ExitStatus.stalled.rawValue)
        if board.takeWord() { plan.report(.stalled(report)) }
        for _ in 0..<pause {
            cprocess_beat()
            usleep(useconds_t(1_000_000 / Self.looksPerSecond))
        }
        Communicator.abort(ExitStatus.stalled.rawValue)
    }

    private func report(_ judge: StallJudge) -> StallReport {
        judge.report(
            seconds: judge.quietLooks / Self.looksPerSecond, hostNames: board.hostNames)
    }
}

/// The processes of the other ranks of this host.
private struct PeerProcesses {
    private let ranks: [Int]
    private var missing: Set<Int> = []

    init(_ board: ProgressBoard) {
        ranks = (0..<board.worldSize).filter { board.isLocal($0) && $0 != board.rank }
    }

    /// The lowest rank whose process was gone at the last look already, without having said that it
    /// ends. A launcher that ends all ranks leaves none of them for two looks.
    mutating func lost(_ places: [RankPlace?]) -> Int? {
        let missingBefore = missing
        missing = Set(
            ranks.filter { rank in
                guard let place = places[rank], place.phase != .ending, place.phase != .failing
                else { return false }
                return kill(place.processID, 0) != 0 && errno == ESRCH
            })
        return missing.intersection(missingBefore).min()
    }
}
