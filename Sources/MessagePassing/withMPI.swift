import CMPI
import CProcess
import Collectives
import Failures
import Glibc

/// Runs `body` between MPI's start and end, and ends the whole job when a rank fails.
///
/// - `body` returns: MPI ends in order on all ranks, and the code is returned. Codes other than 0
///   are legal when all ranks return them.
/// - `body` throws an `AgreedError`, so on all ranks: each rank reports, MPI ends in order, and the
///   code of its exit status is returned.
/// - `body` throws anything else: the rank reports, and `MPI_Abort` ends all ranks with that code.
///
/// The last two end within three seconds even where MPI hangs. After MPI has ended the launcher
/// kills the other ranks as soon as one exits with a code other than 0: only `exit` may follow.
///
/// A process that a launcher started ends with its launcher, however that ends. A crash writes a line
/// that tells where the process stood.
/// - Parameters:
///   - watch: how to watch that the ranks go on; nil when they are not to be watched.
///   - onFailure: prints the failure, if it speaks. It is called on every rank that fails.
///   - body: returns the exit code.
/// - Returns: the process's exit code; 70 when MPI cannot be started.
package func withMPI(
    watch: WatchPlan? = nil, onFailure: (RankFailure) -> Void,
    _ body: (Communicator) throws -> Int32
) -> Int32 {
    if Launch.rank != nil { cprocess_die_with_parent() }
    CrashReports.install(name: Launch.rank.map { "rank \($0)" } ?? "hwr-dist")
    let world: Communicator
    do {
        world = try Communicator()
    } catch {
        onFailure(RankFailure(error: error, rank: Launch.rank ?? 0, worldSize: 1))
        return ExitStatus(of: error).rawValue
    }
    // A rank that gives its core to another comes back to cold caches: with 8 ranks on 2 cores, turns
    // of some milliseconds made a step 5 % longer. What the kernel will not give, it need not.
    if world.ranksTakeTurns { _ = cprocess_ask_for_turns(longestTurn) }
    var watchdog: Watchdog?
    let code: Int32
    do {
        CrashReports.install(
            name: "rank \(world.rank) of \(world.worldSize) on \(world.hostName)")
        if let watch {
            let board = try ProgressBoard(world)
            world.board = board
            watchdog = Watchdog(watch, board: board)
            watchdog?.start()
        }
        code = try body(world)
        OwnPlace.enter(.ending)
    } catch {
        let place = OwnPlace.current
        OwnPlace.enter(.failing)
        var failure = RankFailure(error: error, rank: world.rank, worldSize: world.worldSize)
        failure.hostName = world.hostName
        failure.place = place
        if failure.speaks, let board = world.board { failure.isFirst = board.takeWord() }
        onFailure(failure)
        code = ExitStatus(of: error).rawValue
        _ = fflush(nil)
        cprocess_exit_after(secondsToEnd, code)
        if !failure.isAgreed { cmpi_abort(code) }
    }
    do {
        try world.finalize()
        watchdog?.end()
    } catch {
        onFailure(RankFailure(error: error, rank: world.rank, worldSize: world.worldSize))
        return code == 0 ? ExitStatus(of: error).rawValue : code
    }
    return code
}

/// The most that Linux gives, in nanoseconds.
private let longestTurn: UInt64 = 100_000_000

/// How long MPI may take to end a failed job.
private let secondsToEnd: UInt32 = 2

/// An error that ended `withMPI`'s body on one rank.
package struct RankFailure: CustomStringConvertible {
    package let error: any Error
    package let rank: Int
    package let worldSize: Int
    package internal(set) var hostName = ""
    /// Where this rank stood.
    package internal(set) var place = RankPlace()
    /// Whether no rank of this host has told of a failure before.
    var isFirst = true

    package init(error: any Error, rank: Int, worldSize: Int) {
        self.error = error
        self.rank = rank
        self.worldSize = worldSize
    }

    /// Whether all ranks throw it alike.
    package var isAgreed: Bool { error is any AgreedError }

    /// Whether this rank is to print it: of an agreed error rank 0 alone speaks.
    package var speaks: Bool { isFirst && (!isAgreed || rank == 0) }

    /// The error in words, with the rank that met it where that is not plain.
    package var description: String {
        isAgreed || worldSize == 1 || error is MPIError ? "\(error)" : "rank \(rank): \(error)"
    }
}
