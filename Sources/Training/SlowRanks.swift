import Evaluation
import TextFormats

/// Stragglers: ranks that all others had to wait for in an epoch.
///
/// Each step ends with a sum over all ranks, so the slowest rank sets the pace of the whole job.
package struct SlowRanks: Equatable, Sendable {
    /// "rank 3 on node2", or "node2" if all ranks of that host, one of several, are slow.
    package let name: String
    /// How long the other ranks waited for the slowest one, in the epoch.
    package let waitedSeconds: Double
    /// `waitedSeconds` as a fraction of the time of the epoch's steps, 0 to 1.
    package let waitedFraction: Double

    /// A rank is slow above this multiple of the median time for a worker.
    private static let slowRatio = 1.3
    /// Smaller losses than these two are not worth a warning.
    private static let leastSeconds = 1.0
    private static let leastFraction = 0.1

    /// A rank's times in the steps of an epoch.
    package struct Times: Codable, Sendable {
        /// The number of virtual workers that this rank computes.
        package var workerCount: Int
        package var stepSeconds: Double
        /// Forward and backward passes.
        package var computingSeconds: Double
        /// Includes the time spent waiting for slower ranks.
        package var exchangeSeconds: Double
        /// How long the rank was ready to run but had no core, in passes or elsewhere; nil if the
        /// kernel does not report it.
        package var runQueueSeconds: Double?

        package init(
            workerCount: Int, stepSeconds: Double, computingSeconds: Double,
            exchangeSeconds: Double, runQueueSeconds: Double?
        ) {
            self.workerCount = workerCount
            self.stepSeconds = stepSeconds
            self.computingSeconds = computingSeconds
            self.exchangeSeconds = exchangeSeconds
            self.runQueueSeconds = runQueueSeconds
        }

        /// Computing for one worker: ranks may have different numbers of them.
        fileprivate var workerSeconds: Double { computingSeconds / Double(max(1, workerCount)) }

        /// The same, less the time in which an oversubscribed rank had no core; nil if that is
        /// unknown.
        fileprivate func ownWorkerSeconds(isOversubscribed: Bool) -> Double? {
            guard isOversubscribed else { return workerSeconds }
            return runQueueSeconds.map {
                max(0, computingSeconds - $0) / Double(max(1, workerCount))
            }
        }
    }

    /// Nil if no rank is clearly slower than most.
    ///
    /// Ranks that share cores are preempted in the middle of a pass, some for longer than others.
    /// In such a job a rank's time without a core does not count against it, though it stays in the
    /// times that it is compared with. So only a rank that was slow while it ran, or was stopped,
    /// can be named.
    ///
    /// - Parameters:
    ///   - times: those of all ranks, in rank order.
    ///   - hosts: the name of each rank's host.
    ///   - isOversubscribed: whether some host has more ranks than cores.
    package init?(_ times: [Times], hosts: [String], isOversubscribed: Bool) {
        let own = times.compactMap { $0.ownWorkerSeconds(isOversubscribed: isOversubscribed) }
        guard times.count > 1, own.count == times.count else { return nil }
        // The lower median: of two ranks, the slow one must not be what it is compared with.
        let typical = times.map(\.workerSeconds).sorted()[(times.count - 1) / 2]
        let slow = times.indices.filter { own[$0] > Self.slowRatio * typical }
        func excess(_ rank: Int) -> Double {
            (own[rank] - typical) * Double(times[rank].workerCount)
        }
        guard let worst = slow.max(by: { excess($0) < excess($1) }) else { return nil }
        let others = times.indices.filter { !slow.contains($0) }.map { times[$0].exchangeSeconds }
        waitedSeconds = min(excess(worst), SampleStatistics.median(of: others))
        waitedFraction = waitedSeconds / max(times[worst].stepSeconds, 1e-9)
        guard waitedSeconds >= Self.leastSeconds, waitedFraction >= Self.leastFraction else {
            return nil
        }
        let neighbours = times.indices.filter { hosts[$0] == hosts[worst] }
        let isWholeHost = neighbours.count > 1 && Set(neighbours).isSubset(of: slow)
        name = isWholeHost ? hosts[worst] : "rank \(worst) on \(hosts[worst])"
    }

    /// The warning for the user.
    package func text(epoch: Int) -> String {
        let percent = Int((waitedFraction * 100).rounded())
        let seconds = QuantityText.seconds(waitedSeconds)
        return
            "\(name) is slow: the others waited \(seconds) for it, \(percent) % of epoch \(epoch);"
            + " check that host for competing processes or a CPU quota"
    }
}
