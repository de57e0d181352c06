import MessagePassing
import Synchronization

/// What one rank does so that its job does not stand still unnoticed: it shows the other ranks its
/// place, sees theirs, and lets a thread judge from them whether the job still moves.
package final class JobWatch: Sendable {
    private let board: ProgressBoard
    private let watchdog: Watchdog
    private let relay = Mutex<PlaceRelay?>(nil)

    /// Begins to watch. All ranks call it at the same point.
    init(_ plan: WatchPlan, _ world: Communicator) throws {
        board = try ProgressBoard(world)
        watchdog = Watchdog(plan, board: board, network: try HostNetwork(world, board))
        watchdog.start()
    }

    /// From now on the ranks of several hosts see each other's places, by small files in a folder.
    ///
    /// - Parameter folder: is there, and the same on all hosts; where it is not, a host judges alone.
    package func relayPlaces(in folder: String) {
        relay.withLock { relay in
            guard relay == nil, board.hasOtherHosts else { return }
            relay = PlaceRelay(board, folder: folder)
            relay?.start()
        }
    }

    /// Takes the right to tell why the job fails, which one rank of the host has.
    /// - Returns: whether no rank had taken it.
    func takeWord() -> Bool { board.takeWord() }

    /// The rank is through: what the others do is none of its business any more.
    func end() {
        watchdog.end()
        relay.withLock { $0?.end() }
    }
}
