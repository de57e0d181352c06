import CProcess
import Failures
import Glibc
package import MessagePassing

/// Runs `body` as `withMPI` does, and looks after the rank meanwhile.
///
/// A job whose ranks do not move any more is ended, as `watch` says. A process that a launcher
/// started ends with its launcher, however that ends. A crash writes a line that tells where the
/// process stood. A rank that fails ends within three seconds, even where MPI hangs.
/// - Parameters:
///   - watch: how to watch that the ranks go on; nil when they are not to be watched.
///   - chunkLimit: see `withMPI`.
///   - onFailure: see `withMPI`; it is also told where the rank stood.
///   - body: gets the watch, if there is one, and returns the exit code.
/// - Returns: the process's exit code.
package func withSupervisedMPI(
    watch plan: WatchPlan? = nil, chunkLimit: Int = Int(Int32.max),
    onFailure: (RankFailure, RankPlace) -> Void,
    _ body: (Communicator, JobWatch?) throws -> Int32
) -> Int32 {
    if Launch.rank != nil { cprocess_die_with_parent() }
    CrashReports.install(name: Launch.rank.map { "rank \($0)" } ?? "hwr-dist")
    var watch: JobWatch?
    defer { watch?.end() }
    return withMPI(
        ProcessHooks(
            coreMask: ProcessFacts.coreMask, meetingBegins: cprocess_begin_meeting,
            meetingEnds: cprocess_end_meeting),
        chunkLimit: chunkLimit,
        onFailure: { failure in
            let place = OwnPlace.current
            OwnPlace.enter(.failing)
            var failure = failure
            if failure.speaks, let watch { failure.isFirst = watch.takeWord() }
            onFailure(failure, place)
            fflush(nil)
            cprocess_exit_after(secondsToEnd, failure.exitStatus.rawValue)
        },
        { world in
            CrashReports.install(
                name: "rank \(world.rank) of \(world.worldSize) on \(world.hostName)")
            // A rank that gives its core to another comes back to cold caches: with 8 ranks on 2
            // cores, turns of some milliseconds made a step 5 % longer. What the kernel will not
            // give, it need not.
            if world.ranksTakeTurns { _ = cprocess_ask_for_turns(longestTurn) }
            if let plan { watch = try JobWatch(plan, world) }
            let code = try body(world, watch)
            OwnPlace.enter(.ending)
            return code
        })
}

/// The most that Linux gives, in nanoseconds.
private let longestTurn: UInt64 = 100_000_000

/// How long MPI may take to end a failed job.
private let secondsToEnd: UInt32 = 2
