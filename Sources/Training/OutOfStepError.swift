import Collectives
package import Failures
import RunRecords

/// The ranks have diverged: some hold other weights than the rest, so what they sum from then on
/// means nothing. A defect of the program, or of a host's memory or processor.
package struct OutOfStepError: AgreedError, Codable, Equatable {
    package let what: String
    package var location: String? { nil }
    package var remedy: String? {
        "run again to continue from the last checkpoint, without that host if it happens twice"
    }
    package var exitStatus: ExitStatus { .internalError }

    /// What a rank reports of itself when hashes differ.
    struct RankState: Codable {
        let stateHash: UInt64
        let host: String
    }

    /// - Parameter ranks: all ranks, in rank order.
    init(ranks: [RankState], position: TrainingPosition) {
        let hashes = ranks.map(\.stateHash)
        let deviating = Self.deviatingRanks(hashes)
        let names = deviating.map { "rank \($0) on \(ranks[$0].host)" }.joined(separator: ", ")
        let others =
            deviating.count < hashes.count
            ? "the other \(hashes.count - deviating.count) ranks agree" : "no majority agrees"
        what =
            "\(names): out of step after step \(position.globalStep) (epoch"
            + " \(position.completedEpochs + 1), step \(position.stepInEpoch)): the weights differ,"
            + " \(others). Nothing was written since they were equal"
    }

    /// The ranks whose hash is not the most frequent one; all ranks if two hashes are equally
    /// frequent, since then it is unknown which of them is right.
    static func deviatingRanks(_ hashes: [UInt64]) -> [Int] {
        let groups = Dictionary(grouping: hashes.indices) { hashes[$0] }.values
        let size = groups.map(\.count).max() ?? 0
        let largest = groups.filter { $0.count == size }
        guard largest.count == 1, let majority = largest.first else { return Array(hashes.indices) }
        return hashes.indices.filter { !majority.contains($0) }
    }
}
