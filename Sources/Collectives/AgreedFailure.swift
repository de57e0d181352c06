package import Failures

/// What one rank met alone, told to all ranks, so that all end alike and rank 0 reports it once.
package struct AgreedFailure: AgreedError, Equatable {
    /// The lowest rank that failed.
    package let rank: Int
    /// The number of ranks of the group.
    package let worldSize: Int
    /// That of the rank's error.
    package let exitStatus: ExitStatus
    /// That rank's error in words, its remedy included.
    package let what: String

    package init(rank: Int, worldSize: Int, exitStatus: ExitStatus, what: String) {
        self.rank = rank
        self.worldSize = worldSize
        self.exitStatus = exitStatus
        self.what = what
    }

    package var location: String? { worldSize == 1 ? nil : "rank \(rank)" }
    package var remedy: String? { nil }
}

extension Collective {
    /// Runs `body` on every rank and goes on only if it returned on all of them.
    ///
    /// - Parameter body: must not use the group: a rank that threw would be missing there.
    /// - Throws: on all ranks alike, `AgreedFailure` with the text and the exit status of the error of
    ///   the lowest rank that threw.
    package func agree<Result>(_ body: () throws -> Result) throws -> Result {
        var result: Result?
        var failure: (status: ExitStatus, text: [UInt8])?
        do {
            result = try body()
        } catch {
            failure = (ExitStatus(of: error), Array("\(error)".utf8))
        }

        var firstFailed = [Int64(failure == nil ? worldSize : rank)]
        try combine(&firstFailed, by: .minimum)
        if firstFailed[0] == worldSize, let result { return result }

        let failed = Int(firstFailed[0])
        var facts = [Int64(failure?.status.rawValue ?? 0), Int64(failure?.text.count ?? 0)]
        try facts.withUnsafeMutableBytes { try broadcast($0, from: failed) }
        var text = rank == failed ? failure?.text ?? [] : []
        if rank != failed { text = [UInt8](repeating: 0, count: Int(facts[1])) }
        try text.withUnsafeMutableBytes { try broadcast($0, from: failed) }
        throw AgreedFailure(
            rank: failed, worldSize: worldSize,
            exitStatus: ExitStatus(rawValue: Int32(truncatingIfNeeded: facts[0])) ?? .internalError,
            what: String(decoding: text, as: UTF8.self))
    }
}
