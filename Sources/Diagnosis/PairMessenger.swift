import Collectives

/// Messages between two ranks of a group, at which all others look on.
struct PairMessenger {
    let world: any Collective
    private let sent: UnsafeMutablePointer<Float>
    private let received: UnsafeMutablePointer<Float>

    /// Calls `body` with a messenger for messages of up to `capacity` floats.
    static func with<Result>(
        _ world: any Collective, capacity: Int, _ body: (PairMessenger) throws -> Result
    ) rethrows -> Result {
        let memory = UnsafeMutablePointer<Float>.allocate(capacity: 2 * capacity)
        memory.initialize(repeating: 0, count: 2 * capacity)
        defer { memory.deallocate() }
        return try body(PairMessenger(world: world, memory: memory, capacity: capacity))
    }

    private init(world: any Collective, memory: UnsafeMutablePointer<Float>, capacity: Int) {
        self.world = world
        sent = memory
        received = memory + capacity
    }

    /// Sends `floatCount` floats from rank `a` to rank `b`, and as many back at the same time.
    func exchange(_ a: Int, _ b: Int, floatCount: Int) throws {
        try message(to: peer(a, b), from: peer(a, b), floatCount: floatCount)
    }

    /// Sends one float from rank `sender` to rank `receiver`.
    func send(from sender: Int, to receiver: Int) throws {
        try message(
            to: world.rank == sender ? receiver : nil,
            from: world.rank == receiver ? sender : nil, floatCount: 1)
    }

    private func peer(_ a: Int, _ b: Int) -> Int? {
        world.rank == a ? b : world.rank == b ? a : nil
    }

    private func message(to target: Int?, from source: Int?, floatCount: Int) throws {
        func offsets(_ peer: Int?) -> [Int] {
            (0...world.worldSize).map { rank in (peer.map { rank > $0 } ?? false) ? floatCount : 0 }
        }
        try world.exchange(
            send: sent, sendOffsets: offsets(target), receive: received,
            receiveOffsets: offsets(source))
    }
}
