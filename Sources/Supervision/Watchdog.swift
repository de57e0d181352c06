import CProcess
import Failures
import Glibc
import MessagePassing
import Synchronization
import Threads

/// The configuration of the watchdog.
package struct WatchPlan: Sendable {
    /// The time in seconds without progress of any rank after which the job is ended; nil for
    /// never.
    package let stallSeconds: Int?
    /// Reports a finding to the user. It is called on a separate thread, by one rank of a host.
    package let report: @Sendable (WatchFinding) -> Void

    package init(stallSeconds: Int?, report: @escaping @Sendable (WatchFinding) -> Void) {
        self.stallSeconds = stallSeconds
        self.report = report
    }
}

/// The findings of the watchdog.
package enum WatchFinding: Sendable {
    /// No rank has made progress for a quarter of the time limit; reported once.
    case slow(StallReport)
    /// The time limit is reached, and the job is ended now.
    case stalled(StallReport)
    /// A process on this host vanished without reporting an error; the launcher will end the job.
    case lost(rank: Int, hostName: String, RankPlace)
}

/// A thread in each rank that checks twice a second whether the job makes progress, regardless of
/// what the main thread does or waits for, and ends a job that does not.
///
/// Time is measured in the thread's own polls, so a job that was suspended as a whole and then
/// continued does not appear stalled. The only MPI function that the thread calls is `MPI_Abort`.
final class Watchdog: Sendable {
    private let plan: WatchPlan
    private let board: ProgressBoard
    /// Only on one rank of each host, if there are several hosts.
    private let network: HostNetwork?
    private let hasEnded = Atomic(false)

    /// The number of polls per second.
    private static let looksPerSecond = 2
    /// The number of polls between two attempts to reach the other hosts; the first attempt comes
    /// after half of it.
    private static let looksPerAttempt = 4
    /// The number of polls without progress (14 s) within which mpirun notices that a host is lost
    /// (11 s with the settings of `scripts/env`) and ends the job on the other hosts. If a rank
    /// aborts the job before mpirun has noticed, mpirun waits for the lost host forever.
    private static let looksOfMPIRun = 28

    init(_ plan: WatchPlan, board: ProgressBoard, network: HostNetwork?) {
        self.plan = plan
        self.board = board
        self.network = network
    }

    /// Starts the thread.
    func start() {
        network?.tryHosts()
        HelperThread.start { self.watch() }
    }

    /// This rank has finished: stop monitoring.
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
            // How the job is ended depends on which hosts are lost, so one more attempt to reach
            // them is awaited.
            let looks = lookLimit + (knowsHosts ? 0 : Self.looksPerAttempt)
            if judge.quietLooks >= looks {
                endJob(judge, lookLimit: lookLimit)
            } else if isSlow || !OwnPlace.current.unreached.isEmpty, !hasWarned {
                hasWarned = true
                if judge.speaker == board.rank { tell(.slow(report(judge))) }
            }
        }
    }

    /// While no rank makes progress, finds out which hosts the network still reaches.
    /// - Returns: whether the published progress contains the result of an attempt, or this rank
    ///   makes no attempts.
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

    /// Reports a finding on a separate thread, so that a hanging disk of the log does not block the
    /// watchdog.
    private func tell(_ finding: WatchFinding) {
        HelperThread.start { [plan] in plan.report(finding) }
    }

    /// Ends the job: the lowest running rank reports the stall and aborts. If it is held up,
    /// another rank does so a second later.
    private func endJob(_ judge: StallJudge, lookLimit: Int) {
        let report = report(judge)
        let lastLook = max(lookLimit, report.lostHosts.isEmpty ? 0 : Self.looksOfMPIRun)
        guard
            judge.speaker == board.rank
                || judge.quietLooks >= lastLook + Self.looksPerSecond
        else { return }
        let pause = max(0, lastLook - judge.quietLooks)
        // A timer ends this process even if a full pipe or MPI blocks it.
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

/// Detects vanished processes among the other ranks of this host.
private struct PeerProcesses {
    private let ranks: [Int]
    private var missing: Set<Int> = []

    init(_ board: ProgressBoard) {
        ranks = (0..<board.worldSize).filter { board.isLocal($0) && $0 != board.rank }
    }

    /// The lowest rank whose process has been gone for two polls without having announced its end.
    /// One poll is not enough: when a launcher kills all ranks, some are gone a moment before the
    /// others.
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
