import CProcess
import Failures
import Glibc
package import MessagePassing

/// Runs `body` like `withMPI`, and supervises the rank:
///
/// - A job whose ranks make no progress is ended, as configured by `watch`.
/// - A process that a launcher started ends when its launcher ends, for whatever reason.
/// - A crash prints a line with the phase of the process.
/// - A rank that fails ends within three seconds, even if MPI hangs.
/// - Parameters:
///   - watch: the configuration of the watchdog; nil for none.
///   - chunkLimit: see `withMPI`.
///   - onFailure: see `withMPI`; it also gets the progress of the rank.
///   - body: gets the watch, if there is one, and returns the exit code of the process.
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
            // A rank that yields its core to another one returns to cold caches: with 8 ranks on 2
            // cores, time slices of a few milliseconds made a step 5 % longer. This is best effort:
            // a refusal of the kernel is ignored.
            if world.ranksTakeTurns { _ = cprocess_ask_for_turns(longestTurn) }
            if let plan { watch = try JobWatch(plan, world) }
            let code = try body(world, watch)
            OwnPlace.enter(.ending)
            return code
        })
}

/// The longest time slice that Linux grants, in nanoseconds.
private let longestTurn: UInt64 = 100_000_000

/// The time in seconds that MPI may take to end a failed job.
private let secondsToEnd: UInt32 = 2
