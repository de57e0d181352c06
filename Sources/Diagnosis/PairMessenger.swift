import Collectives

/// Messages of fixed length between this rank and some others, by persistent requests as in a sum.
final class PairMessenger {
    private let world: any Collective
    /// What is sent, then what is received.
    private let floats: UnsafeMutableBufferPointer<Float>
    /// For each peer, sending to it and receiving from it.
    private let transfers: any Transfers
    /// The number of each peer among `transfers`.
    private let peerIndices: [Int: Int]

    /// Lower than the tags of a sum.
    private static let tag = 1

    /// - Parameter floatCounts: by peer, the length of the messages to it and from it. The peer
    ///   must create a messenger with the same length for this rank.
    init(_ world: any Collective, floatCounts: [Int: Int]) throws {
        self.world = world
        let capacity = floatCounts.values.max() ?? 0
        floats = .allocate(capacity: 2 * capacity)
        floats.initialize(repeating: 0)
        let peers = floatCounts.keys.sorted()
        peerIndices = Dictionary(uniqueKeysWithValues: peers.enumerated().map { ($1, $0) })
        transfers = try world.makeTransfers(
            peers.flatMap { [floats] peer in
                let count = floatCounts[peer] ?? 0
                func message(_ direction: Transfer.Direction, at start: Int) -> Transfer {
                    Transfer(
                        direction, peer: peer, tag: Self.tag,
                        floats: .init(rebasing: floats[start..<start + count]))
                }
                return [message(.send, at: 0), message(.receive, at: capacity)]
            })
    }

    deinit { floats.deallocate() }

    /// Sends a message to a peer and receives one from it at the same time; waits for both.
    func exchange(with peer: Int) throws {
        guard let index = peerIndices[peer] else { return }
        try transfers.start(2 * index + 1)
        try transfers.start(2 * index)
        try wait()
    }

    /// Sends a message to a peer, which must call `receive`.
    func send(to peer: Int) throws {
        guard let index = peerIndices[peer] else { return }
        try transfers.start(2 * index)
        try wait()
    }

    /// Receives a message from a peer, which must call `send`.
    func receive(from peer: Int) throws {
        guard let index = peerIndices[peer] else { return }
        try transfers.start(2 * index + 1)
        try wait()
    }

    /// Waits for the started requests, by polling and sleeping as sums do.
    private func wait() throws {
        try world.wait {
            try transfers.poll { _ in }
            return transfers.activeCount == 0
        }
    }
}
