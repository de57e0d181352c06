import MessagePassing
import Synchronization

/// The part of one rank in detecting that its job hangs. The rank publishes its progress, sees that
/// of the other ranks, and a watchdog thread decides from them whether the job still makes
/// progress.
package final class JobWatch: Sendable {
    private let board: ProgressBoard
    private let watchdog: Watchdog
    private let relay = Mutex<PlaceRelay?>(nil)

    /// Starts the watchdog. All ranks must call it at the same point.
    init(_ plan: WatchPlan, _ world: Communicator) throws {
        board = try ProgressBoard(world)
        watchdog = Watchdog(plan, board: board, network: try HostNetwork(world, board))
        watchdog.start()
    }

    /// From now on the ranks of different hosts see each other's progress, by small files in a
    /// folder.
    ///
    /// - Parameter folder: a folder that exists and is shared by all hosts. If it is not, each host
    ///   decides from its own ranks.
    package func relayPlaces(in folder: String) {
        relay.withLock { relay in
            guard relay == nil, board.hasOtherHosts else { return }
            relay = PlaceRelay(board, folder: folder)
            relay?.start()
        }
    }

    /// Claims the right to report why the job fails, so that only one rank of the host prints it.
    /// - Returns: whether this is the first claim on this host.
    func takeWord() -> Bool { board.takeWord() }

    /// This rank has finished: stop monitoring.
    func end() {
        watchdog.end()
        relay.withLock { $0?.end() }
    }
}
