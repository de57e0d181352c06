package import Failures

/// The error of one rank, broadcast to all ranks, so that every rank ends in the same way and rank
/// 0 reports the error once.
package struct AgreedFailure: AgreedError, Codable, Equatable {
    /// The lowest rank that failed.
    package let rank: Int
    /// The rank as named in the message; nil if the error does not concern one rank in particular.
    package let rankName: String?
    /// The exit status of the original error.
    package let exitStatus: ExitStatus
    /// The original error in words, with its remedy.
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
    /// Runs `body` on every rank, and returns only if it returned on all of them.
    ///
    /// Without this, a rank that throws would leave the others waiting in their next collective
    /// call.
    ///
    ///     // Throws on all ranks if one host lacks the file.
    ///     let lines = try group.agree { try readLines(path) }
    ///
    /// - Parameter body: must not use the group, because a rank that has thrown would be missing
    ///   there.
    /// - Throws: the same on all ranks: `AgreedFailure` with the text and the exit status of the
    ///   lowest rank that threw.
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
