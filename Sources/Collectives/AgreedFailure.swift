package import Failures

/// What one rank met alone, told to all ranks, so that all end alike and rank 0 reports it once.
package struct AgreedFailure: AgreedError, Codable, Equatable {
    /// The lowest rank that failed.
    package let rank: Int
    /// The rank for the message; nil where the error is no matter of this rank alone.
    package let rankName: String?
    /// That of the rank's error.
    package let exitStatus: ExitStatus
    /// That rank's error in words, its remedy included.
    package let what: String

    package init(rank: Int, rankName: String?, exitStatus: ExitStatus, what: String) {
        self.rank = rank
        self.rankName = rankName
        self.exitStatus = exitStatus
        self.what = what
    }

    package var location: String? { rankName }
    package var remedy: String? { nil }
}

extension Collective {
    /// Runs `body` on every rank and goes on only if it returned on all of them.
    ///
    /// - Parameter body: must not use the group: a rank that threw would be missing there.
    /// - Throws: on all ranks alike, `AgreedFailure` with the text and the exit status of the error of
    ///   the lowest rank that threw.
    package func agree<Result>(_ body: () throws -> Result) throws -> Result {
        let outcome = Swift.Result { try body() }
        var failure: AgreedFailure?
        if case .failure(let error) = outcome {
            failure = AgreedFailure(
                rank: rank, rankName: worldSize == 1 || error is RankDifference ? nil : rankName,
                exitStatus: ExitStatus(of: error), what: "\(error)")
        }
        let failedRank = try combine(failure == nil ? worldSize : rank, by: .minimum)
        guard failedRank < worldSize else { return try outcome.get() }
        let bytes = rank == failedRank ? try WireFormat.encode(failure) : []
        throw try WireFormat.decode(
            AgreedFailure.self, from: try broadcast(rows: bytes, from: failedRank),
            ofRank: failedRank)
    }
}
