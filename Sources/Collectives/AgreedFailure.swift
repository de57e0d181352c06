/// What one rank met alone, told to all ranks, so that all end alike and rank 0 reports it once.
package struct AgreedFailure: AgreedError, Equatable, CustomStringConvertible {
    /// The lowest rank that failed.
    package let rank: Int
    /// The number of ranks of the group.
    package let worldSize: Int
    /// The code that all ranks exit with.
    package let exitCode: Int32
    /// That rank's error in words.
    package let message: String

    package init(rank: Int, worldSize: Int, exitCode: Int32, message: String) {
        self.rank = rank
        self.worldSize = worldSize
        self.exitCode = exitCode
        self.message = message
    }

    package var description: String {
        worldSize == 1 ? message : "rank \(rank): \(message)"
    }
}

extension Collective {
    /// Runs `body` on every rank and goes on only if it returned on all of them.
    ///
    /// - Parameters:
    ///   - exitCode: the code that fits an error, such as 66 for a missing folder.
    ///   - body: must not use the group: a rank that threw would be missing there.
    /// - Throws: on all ranks alike, `AgreedFailure` with the error of the lowest rank that threw.
    package func agree<Result>(
        exitCode: (any Error) -> Int32, _ body: () throws -> Result
    ) throws -> Result {
        var result: Result?
        var failure: (code: Int32, message: [UInt8])?
        do {
            result = try body()
        } catch {
            failure = (exitCode(error), Array("\(error)".utf8))
        }

        var firstFailed = [Int64(failure == nil ? worldSize : rank)]
        try combine(&firstFailed, by: .minimum)
        if firstFailed[0] == worldSize, let result { return result }

        let failed = Int(firstFailed[0])
        var facts = [Int64(failure?.code ?? 0), Int64(failure?.message.count ?? 0)]
        try facts.withUnsafeMutableBytes { try broadcast($0, from: failed) }
        var message = rank == failed ? failure?.message ?? [] : []
        if rank != failed { message = [UInt8](repeating: 0, count: Int(facts[1])) }
        try message.withUnsafeMutableBytes { try broadcast($0, from: failed) }
        throw AgreedFailure(
            rank: failed, worldSize: worldSize, exitCode: Int32(truncatingIfNeeded: facts[0]),
            message: String(decoding: message, as: UTF8.self))
    }
}
