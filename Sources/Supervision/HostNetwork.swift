import Collectives
import Glibc
import MessagePassing
import Synchronization
import Threads

/// Finds out which other hosts the network no longer reaches, which MPI does not report.
///
/// The lowest rank of each host listens for TCP connections, which the kernel accepts whatever the
/// process does, and tries to connect to those of the other hosts. Only addresses that responded at
/// the start of the job count, because some networks, for example between containers or behind a
/// firewall, never respond.
final class HostNetwork: Sendable {
    private struct State {
        var isTrying = false
        /// The addresses that responded to the first attempt; nil until it has ended.
        var known: Set<TCPAddress>?
        /// The known addresses that did not respond to the last attempt.
        var lost: Set<TCPAddress> = []
        var hasTried = false
    }

    private let listener: TCPListener
    /// For each address, the lowest rank of its host.
    private let leaders: [TCPAddress: Int]
    private let state = Mutex(State())

    /// The connect timeout: long enough for one lost packet, which TCP retransmits after a second.
    private static let patienceMilliseconds: Int32 = 1500

    /// Exchanges the addresses of all hosts. All ranks must call it at the same point.
    /// - Returns: nil for a rank that is not the lowest of its host, or if there is no address to
    ///   try.
    init?(_ world: Communicator, _ board: ProgressBoard) throws {
        let listener = board.hasOtherHosts && board.isLeader ? TCPListener() : nil
        guard board.hasOtherHosts else { return nil }
        let offers = try world.allGather(listener?.addresses ?? [])
        guard let listener else { return nil }
        // Addresses that several hosts have in common belong to networks within each host.
        let own = Set(listener.addresses.map(\.host))
        var leaders: [TCPAddress: Int] = [:]
        for (rank, offer) in offers.enumerated() where rank != board.rank {
            for address in offer where !own.contains(address.host) { leaders[address] = rank }
        }
        guard !leaders.isEmpty else { return nil }
        self.listener = listener
        self.leaders = leaders
    }

    /// The lowest ranks of the hosts that the last attempt did not reach.
    var lostLeaders: Set<Int> {
        Set(state.withLock { $0.lost }.compactMap { leaders[$0] })
    }

    /// Whether an attempt has ended since the last `forget`.
    var hasTried: Bool { state.withLock { $0.hasTried } }

    /// Discards the result of the last attempt: the job is making progress again.
    func forget() {
        state.withLock { state in
            state.lost = []
            state.hasTried = false
        }
    }

    /// Starts an attempt on a helper thread, unless one is running. The first attempt determines
    /// which addresses respond at all.
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
