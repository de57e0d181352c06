import Collectives
package import Failures
import RunRecords

/// Ranks hold other weights than the others: what they add up from now on is worth nothing.
package struct OutOfStepError: AgreedError, Equatable {
    package let what: String
    package var location: String? { nil }
    package var remedy: String? { nil }
    package var exitStatus: ExitStatus { .internalError }

    /// - Parameters:
    ///   - hashes: of the state of each rank.
    ///   - hosts: of each rank.
    init(hashes: [UInt64], hosts: [String], position: TrainingPosition) {
        let odd = Self.oddRanks(hashes)
        let names = odd.map { "rank \($0) on \(hosts[$0])" }.joined(separator: ", ")
        let others =
            odd.count < hashes.count
            ? "the other \(hashes.count - odd.count) ranks agree" : "no majority agrees"
        what =
            "\(names): out of step after step \(position.globalStep) (epoch"
            + " \(position.completedEpochs + 1), step \(position.stepInEpoch)): the weights differ,"
            + " \(others). Nothing was written since they were equal: run again to go on from the"
            + " last checkpoint, without that host if it happens twice"
    }

    /// The same error as rank 0 has it.
    init(what: String) {
        self.what = what
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
