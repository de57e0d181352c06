import CMPI
import Collectives
package import Failures

/// Initialises MPI, runs `body`, finalises MPI, and ends the whole job if a rank fails.
///
/// - `body` returns: MPI is finalised on all ranks, and the code is returned. A code other than 0
///   is allowed if all ranks return it.
/// - `body` throws an `AgreedError`, which all ranks throw: each rank calls `onFailure`, MPI is
///   finalised, and the exit code of the error is returned.
/// - `body` throws another error: the rank calls `onFailure`, and `MPI_Abort` ends all ranks with
///   the exit code of the error.
///
/// After MPI has been finalised, the launcher kills the other ranks as soon as one exits with a
/// code other than 0. So nothing but `exit` may follow.
/// - Parameters:
///   - hooks: the connection between the communicator and its process.
///   - chunkLimit: the maximum number of elements of one message, except for `Transfers`, which are
///     always small; equal on all ranks.
///   - onFailure: called on every rank that fails, before the job is ended. It should print the
///     failure if `RankFailure.speaks`.
///   - body: returns the exit code.
/// - Returns: the exit code of the process; 70 if MPI cannot be initialised.
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
    /// Whether this is the first failure that a rank of this host reports.
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

    /// Whether all ranks throw the same error.
    package var isAgreed: Bool { error is any AgreedError }

    /// Whether this rank should print the failure: of an agreed error, only rank 0 does.
    package var speaks: Bool { isFirst && (!isAgreed || rank == 0) }

    /// The message of the error, with the name of the rank if the error concerns one of several
    /// ranks.
    package var description: String {
        isAgreed || worldSize == 1 || error is MPIError ? "\(error)" : "\(rankName): \(error)"
    }
}
