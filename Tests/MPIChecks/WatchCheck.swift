import Collectives
import Glibc
import MessagePassing
import Supervision

/// What one rank does in a job that is watched, while the others go on from barrier to barrier.
enum Misdeed: String {
    /// Computes without end.
    case loop
    /// Returns, as if all were done.
    case leave
}

/// How `mpi-checks watch` is watched: every finding is one text on standard error.
func watchPlan(stallSeconds: Int) -> WatchPlan {
    WatchPlan(stallSeconds: stallSeconds) { finding in
        let text =
            switch finding {
            case .slow(let report): "slow: \(report)\n"
            case .stalled(let report): "stalled: \(report)\n"
            case .lost(let rank, _, let place): "lost: rank \(rank), \(place)\n"
            }
        write(STDERR_FILENO, text, text.utf8.count)
    }
}

/// Trains nothing for ever, but for one rank after its third step.
func checkWatch(_ world: Communicator, rank: Int, misdeed: Misdeed) throws -> Int32 {
    OwnPlace.enter(.training)
    for step in 1... {
        try world.barrier()
        OwnPlace.set(step: step, ofEpoch: 1)
        guard step == 3, world.rank == rank else { continue }
        switch misdeed {
        case .loop: while true {}
        case .leave: return 0
        }
    }
    return 0
}
