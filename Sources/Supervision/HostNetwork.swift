import Collectives
import Glibc
import MessagePassing
import Synchronization
import Threads

/// Tells which other hosts the network does not reach any more, which MPI itself keeps to itself.
///
/// The lowest rank of each host listens for TCP connections, which the kernel answers whatever the
/// process does, and tries to connect to those of the other hosts. Only addresses that have answered
/// when the job began count: networks between containers, or behind a firewall, never do.
final class HostNetwork: Sendable {
    private struct State {
        var isTrying = false
        /// Nil until the first attempt is over.
        var known: Set<TCPAddress>?
        var lost: Set<TCPAddress> = []
        var hasTried = false
    }

    private let listener: TCPListener
    /// The lowest rank of the host that an address belongs to.
    private let leaders: [TCPAddress: Int]
    private let state = Mutex(State())

    /// Long enough for one packet that gets lost: it is sent again after a second.
    private static let patienceMilliseconds: Int32 = 1500

    /// Finds the other hosts' addresses. All ranks call it at the same point.
    /// - Returns: nil for a rank that is not its host's lowest, or where there is nothing to try.
    init?(_ world: Communicator, _ board: ProgressBoard) throws {
        let listener = board.hasOtherHosts && board.isLeader ? TCPListener() : nil
        guard board.hasOtherHosts else { return nil }
        let offers = try world.allGather(listener?.addresses ?? [])
        guard let listener else { return nil }
        // Equal addresses on several hosts are those of networks within each host.
        let own = Set(listener.addresses.map(\.host))
        var leaders: [TCPAddress: Int] = [:]
        for (rank, offer) in offers.enumerated() where rank != board.rank {
            for address in offer where !own.contains(address.host) { leaders[address] = rank }
        }
        guard !leaders.isEmpty else { return nil }
        self.listener = listener
        self.leaders = leaders
    }

    /// The lowest ranks of the hosts that the last attempt has not reached.
    var lostLeaders: Set<Int> {
        Set(state.withLock { $0.lost }.compactMap { leaders[$0] })
    }

    /// Whether an attempt has ended since `forget`.
    var hasTried: Bool { state.withLock { $0.hasTried } }

    /// Forgets what an attempt has found: the job moves.
    func forget() {
        state.withLock { state in
            state.lost = []
            state.hasTried = false
        }
    }

    /// Begins an attempt, unless one is under way; the first one learns who answers at all.
    func tryHosts() {
        let isBusy = state.withLock { state in
            defer { state.isTrying = true }
            return state.isTrying
        }
        guard !isBusy else { return }
        HelperThread.start { [self] in
            listener.dropConnections()
            let known = state.withLock { $0.known }
            let targets = known ?? Set(leaders.keys)
            let answering = TCPAddress.answering(
                targets, withinMilliseconds: Self.patienceMilliseconds)
            state.withLock { state in
                if known == nil { state.known = answering }
                state.lost = known == nil ? [] : targets.subtracting(answering)
                state.hasTried = known != nil
                state.isTrying = false
            }
        }
    }
}
