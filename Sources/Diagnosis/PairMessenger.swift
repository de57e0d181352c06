import Collectives

/// Messages between this rank and some others, one at a time, sent again and again.
final class PairMessenger {
    private let world: any Collective
    private let floats: UnsafeMutableBufferPointer<Float>
    private let transfers: any Transfers
    /// The place of each peer among them.
    private let places: [Int: Int]

    /// Below the tags of a sum.
    private static let tag = 1

    /// - Parameter floatCounts: the length of the messages to and from each of the other ranks, which
    ///   make a messenger with the same length for this one.
    init(_ world: any Collective, floatCounts: [Int: Int]) throws {
        self.world = world
        let capacity = floatCounts.values.max() ?? 0
        floats = .allocate(capacity: 2 * capacity)
        floats.initialize(repeating: 0)
        let peers = floatCounts.keys.sorted()
        places = Dictionary(uniqueKeysWithValues: peers.enumerated().map { ($1, $0) })
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

    /// Sends a message to a peer and receives one from it at the same time.
    func exchange(with peer: Int) throws {
        guard let place = places[peer] else { return }
        try transfers.start(2 * place + 1)
        try transfers.start(2 * place)
        try wait()
    }

    func send(to peer: Int) throws {
        guard let place = places[peer] else { return }
        try transfers.start(2 * place)
        try wait()
    }

    func receive(from peer: Int) throws {
        guard let place = places[peer] else { return }
        try transfers.start(2 * place + 1)
        try wait()
    }

    private func wait() throws {
        try world.wait {
            try transfers.poll { _ in }
            return transfers.activeCount == 0
        }
    }
}
