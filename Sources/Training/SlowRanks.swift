import Evaluation
import TextFormats

/// Ranks that all others wait for: found from what each rank has computed in an epoch.
package struct SlowRanks: Equatable, Sendable {
    /// "rank 3 on node2", or "node2" where all ranks of one of several hosts are slow.
    package let name: String
    /// What the others waited for the slowest of them, in the epoch.
    package let waitedSeconds: Double
    /// That of the time of the epoch's steps.
    package let share: Double

    /// A rank needs so many times as long for a worker's part as most.
    private static let slowRatio = 1.3
    /// Less is no loss that anybody would look for.
    private static let leastSeconds = 1.0
    private static let leastShare = 0.1

    /// A rank's times in the steps of an epoch.
    package struct Times: Codable, Sendable {
        /// Of the run's virtual workers, those that are this rank's.
        package var workerCount: Int
        package var stepSeconds: Double
        /// Forward and backward passes.
        package var computingSeconds: Double
        /// With the time that slower ranks are waited for in it.
        package var exchangeSeconds: Double
        /// In which the rank could have run, had a core been free, in passes or elsewhere; nil where the
        /// system does not tell.
        package var queuedSeconds: Double?

        package init(
            workerCount: Int, stepSeconds: Double, computingSeconds: Double,
            exchangeSeconds: Double, queuedSeconds: Double?
        ) {
            self.workerCount = workerCount
            self.stepSeconds = stepSeconds
            self.computingSeconds = computingSeconds
            self.exchangeSeconds = exchangeSeconds
            self.queuedSeconds = queuedSeconds
        }

        /// For the passes of one worker.
        fileprivate var workerSeconds: Double { computingSeconds / Double(max(1, workerCount)) }

        /// The same without any time in which the rank waited for a core.
        fileprivate func ownWorkerSeconds(takesTurns: Bool) -> Double? {
            guard takesTurns else { return workerSeconds }
            return queuedSeconds.map {
                max(0, computingSeconds - $0) / Double(max(1, workerCount))
            }
        }
    }

    /// Nil where no rank is clearly slower than most.
    ///
    /// Ranks that share cores wait for their turn in the middle of a pass, some longer than others. There
    /// no time that a rank waited for a core counts against it, though it counts as computing of those
    /// that it is compared with: only a rank that was slow while it ran, or was stopped, can be named.
    ///
    /// - Parameters:
    ///   - times: of all ranks.
    ///   - hosts: the name of each rank's host.
    ///   - takesTurns: whether ranks share cores.
    package init?(_ times: [Times], hosts: [String], takesTurns: Bool) {
        // The lower one of two: half of the ranks may be slow.
        let typical = times.map(\.workerSeconds).sorted()[max(0, times.count - 1) / 2]
        let own = times.compactMap { $0.ownWorkerSeconds(takesTurns: takesTurns) }
        guard times.count > 1, own.count == times.count else { return nil }
        let slow = times.indices.filter { own[$0] > Self.slowRatio * typical }
        func excess(_ rank: Int) -> Double {
            (own[rank] - typical) * Double(times[rank].workerCount)
        }
        guard let worst = slow.max(by: { excess($0) < excess($1) }) else { return nil }
        let others = times.indices.filter { !slow.contains($0) }.map { times[$0].exchangeSeconds }
        waitedSeconds = min(excess(worst), SampleStatistics.median(of: others))
        share = waitedSeconds / max(times[worst].stepSeconds, 1e-9)
        guard waitedSeconds >= Self.leastSeconds, share >= Self.leastShare else { return nil }
        let neighbours = times.indices.filter { hosts[$0] == hosts[worst] }
        let isWholeHost = neighbours.count > 1 && Set(neighbours).isSubset(of: slow)
        name = isWholeHost ? hosts[worst] : "rank \(worst) on \(hosts[worst])"
    }

    /// For people.
    package func text(epoch: Int) -> String {
        let percent = Int((share * 100).rounded())
        let seconds = QuantityText.seconds(waitedSeconds)
        return
            "\(name) is slow: the others waited \(seconds) for it, \(percent) % of epoch \(epoch);"
            + " look for other work or a limit of processor time there"
    }
}
