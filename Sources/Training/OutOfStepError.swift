import Collectives
package import Failures
import RunRecords

/// Ranks hold other weights than the others: what they add up from now on is worth nothing.
package struct OutOfStepError: AgreedError, Codable, Equatable {
    package let what: String
    package var location: String? { nil }
    package var remedy: String? { nil }
    package var exitStatus: ExitStatus { .internalError }

    /// What one rank holds.
    struct RankState: Codable {
        let stateHash: UInt64
        let host: String
    }

    /// - Parameter ranks: those of all ranks, in rank order.
    init(ranks: [RankState], position: TrainingPosition) {
        let hashes = ranks.map(\.stateHash)
        let odd = Self.oddRanks(hashes)
        let names = odd.map { "rank \($0) on \(ranks[$0].host)" }.joined(separator: ", ")
        let others =
            odd.count < hashes.count
            ? "the other \(hashes.count - odd.count) ranks agree" : "no majority agrees"
        what =
            "\(names): out of step after step \(position.globalStep) (epoch"
            + " \(position.completedEpochs + 1), step \(position.stepInEpoch)): the weights differ,"
            + " \(others). Nothing was written since they were equal: run again to go on from the"
            + " last checkpoint, without that host if it happens twice"
    }

    /// The ranks whose hash is not that of most ranks; all ranks where no hash is the commonest.
    static func oddRanks(_ hashes: [UInt64]) -> [Int] {
        let groups = Dictionary(grouping: hashes.indices) { hashes[$0] }.values
        let size = groups.map(\.count).max() ?? 0
        let largest = groups.filter { $0.count == size }
        guard largest.count == 1, let majority = largest.first else { return Array(hashes.indices) }
        return hashes.indices.filter { !majority.contains($0) }
    }
}
