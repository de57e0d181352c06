import CMPI
import Collectives
package import Failures

/// Runs `body` between MPI's start and end, and ends the whole job when a rank fails.
///
/// - `body` returns: MPI ends in order on all ranks, and the code is returned. Codes other than 0
///   are legal when all ranks return them.
/// - `body` throws an `AgreedError`, so on all ranks: each rank reports, MPI ends in order, and the
///   code of its exit status is returned.
/// - `body` throws anything else: the rank reports, and `MPI_Abort` ends all ranks with that code.
///
/// After MPI has ended the launcher kills the other ranks as soon as one exits with a code other
/// than 0: only `exit` may follow.
/// - Parameters:
///   - hooks: what connects the communicator with the process that it runs in.
///   - chunkLimit: the number of elements that one message carries at most, but for `Transfers`, which
///     are small by themselves; equal on all ranks.
///   - onFailure: prints the failure, if it speaks. It is called on every rank that fails, before the
///     job is ended.
///   - body: returns the exit code.
/// - Returns: the process's exit code; 70 when MPI cannot be started.
package func withMPI(
    _ hooks: ProcessHooks = ProcessHooks(), chunkLimit: Int = Int(Int32.max),
    onFailure: (RankFailure) -> Void, _ body: (Communicator) throws -> Int32
) -> Int32 {
    let world: Communicator
    do {
        world = try Communicator(hooks, chunkLimit: chunkLimit)
    } catch {
        onFailure(RankFailure(error: error, rank: Launch.rank ?? 0, worldSize: 1))
        return ExitStatus(of: error).rawValue
    }
    let code: Int32
    do {
        code = try body(world)
    } catch {
        let failure = RankFailure(error: error, of: world)
        onFailure(failure)
        code = failure.exitStatus.rawValue
        if !failure.isAgreed { Communicator.abort(code) }
    }
    do {
        try world.finalize()
    } catch {
        let failure = RankFailure(error: error, of: world)
        onFailure(failure)
        return code == 0 ? failure.exitStatus.rawValue : code
    }
    return code
}

/// An error that ended `withMPI`'s body on one rank.
package struct RankFailure: CustomStringConvertible {
    package let error: any Error
    package let rank: Int
    package let worldSize: Int
    package private(set) var hostName = ""
    private let rankName: String
    /// Whether no rank of this host has told of a failure before.
    package var isFirst = true

    package init(error: any Error, rank: Int, worldSize: Int) {
        self.error = error
        self.rank = rank
        self.worldSize = worldSize
        rankName = "rank \(rank)"
    }

    init(error: any Error, of world: Communicator) {
        self.error = error
        rank = world.rank
        worldSize = world.worldSize
        rankName = world.rankName
        hostName = world.hostName
    }

    package var exitStatus: ExitStatus { ExitStatus(of: error) }

    /// Whether all ranks throw it alike.
    package var isAgreed: Bool { error is any AgreedError }

    /// Whether this rank is to print it: of an agreed error rank 0 alone speaks.
    package var speaks: Bool { isFirst && (!isAgreed || rank == 0) }

    /// The error in words, with the rank that met it where that is not plain.
    package var description: String {
        isAgreed || worldSize == 1 || error is MPIError ? "\(error)" : "\(rankName): \(error)"
    }
}
