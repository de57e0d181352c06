import Collectives
import Glibc
import MessagePassing
import Supervision

/// Waits for signals as a training loop does: prints "ready", then "checkpoint" when one is asked
/// for; returns 75 when any rank was told to stop.
func checkSignals(_ world: Communicator) throws -> Int32 {
    if world.isRoot { say("ready") }
    while true {
        var flags = [
            Int64(StopSignals.received ?? 0), StopSignals.takeCheckpointRequest() ? 1 : 0,
        ]
        try world.combine(&flags, by: .maximum)
        if flags[1] > 0, world.isRoot { say("checkpoint") }
        if flags[0] > 0 {
            if world.isRoot { say("stop \(flags[0])") }
            return 75
        }
        usleep(10_000)
    }
}

/// Waits for signals and looks at none: only a second SIGINT ends it.
func ignoreSignals() -> Never {
    say("ready")
    while true { pause() }
}

private func say(_ word: String) {
    print(word)
    fflush(nil)
}
