import Collectives
import Failures
import Glibc
import MessagePassing

/// Tries every operation but the tree sum. Rank 0 prints OK; a wrong result throws.
func checkOperations(_ world: Communicator) throws -> Int32 {
    let ranks = 0..<world.worldSize
    try world.barrier()

    for root in ranks {
        var bytes = (0..<1001).map { UInt8(truncatingIfNeeded: $0 &* (world.rank + 3)) }
        try bytes.withUnsafeMutableBytes { try world.broadcast($0, from: root) }
        try require(
            bytes == (0..<1001).map { UInt8(truncatingIfNeeded: $0 &* (root + 3)) }, "broadcast")
    }

    try checkTransfers(world)

    for root in ranks {
        let own = [UInt8](repeating: UInt8(world.rank), count: world.rank * 100)
        let gathered = try world.gather(own, to: root)
        let all = ranks.map { [UInt8](repeating: UInt8($0), count: $0 * 100) }
        try require(gathered == (world.rank == root ? all : []), "gather")
    }

    let count = Int64(world.worldSize)
    for (operation, last) in [
        (IntegerOperation.sum, count * (count - 1) / 2), (.minimum, 0), (.maximum, count - 1),
    ] {
        var values = [Int64](repeating: 1 << 40, count: 99) + [Int64(world.rank)]
        try world.combine(&values, by: operation)
        let common = operation == .sum ? count << 40 : 1 << 40
        try require(values == [Int64](repeating: common, count: 99) + [last], "combine")
    }
    try checkTyped(world)
    try checkShared(world)
    if world.isRoot { print("OK ranks=\(world.worldSize)") }
    return 0
}

/// A value of a rank for `checkTyped`, of another length on each of them.
private struct Parcel: Codable, Equatable {
    let rank: Int
    let text: String
    let ratio: Double
    let missing: String?

    init(_ rank: Int) {
        self.rank = rank
        text = String(repeating: "باء\0\"", count: rank * 40)
        ratio = rank == 1 ? .infinity : Double(rank) / 3
        missing = nil
    }
}

private func checkTyped(_ world: Communicator) throws {
    let own = Parcel(world.rank)
    let all = (0..<world.worldSize).map { Parcel($0) }
    try require(try world.gather(own) == (world.isRoot ? all : []), "typed gather")
    try require(try world.allGather(own) == all, "typed allGather")
    try require(try world.fromRoot { own } == all[0], "fromRoot")
    try require(
        try world.combine(world.rank + 1, by: .maximum) == world.worldSize, "combine of one")

    func rows(_ rank: Int) -> [SIMD2<Int32>] { (0..<Int32(rank * 77)).map { [$0, Int32(rank)] } }
    let allRows = (0..<world.worldSize).flatMap(rows)
    try require(
        try world.gather(rows: rows(world.rank)) == (world.isRoot ? allRows : []), "gather of rows")
    try require(try world.fromRoot(rows: { rows(world.rank + 3) }) == rows(3), "rows from root")
}

/// Rings of messages in both directions, some of them empty, three rounds one after another.
private func checkTransfers(_ world: Communicator) throws {
    guard world.worldSize > 1 else { return }
    let next = (world.rank + 1) % world.worldSize
    let previous = (world.rank + world.worldSize - 1) % world.worldSize
    let counts = [100_003, 0, 1]
    let total = counts.reduce(0, +)
    let sent = UnsafeMutablePointer<Float>.allocate(capacity: total)
    let received = UnsafeMutablePointer<Float>.allocate(capacity: total)
    defer {
        sent.deallocate()
        received.deallocate()
    }
    var transfers: [Transfer] = []
    var start = 0
    for (tag, count) in counts.enumerated() {
        let (out, back) = (sent + start, received + start)
        transfers += [
            Transfer(.send, peer: next, tag: tag, floats: .init(start: out, count: count)),
            Transfer(.receive, peer: previous, tag: tag, floats: .init(start: back, count: count)),
        ]
        start += count
    }
    let made = try world.makeTransfers(transfers)
    for round in 1...3 {
        sent.initialize(repeating: Float(world.rank * 10 + round), count: total)
        received.initialize(repeating: -1, count: total)
        var over: Set<Int> = []
        for index in transfers.indices.reversed() { try made.start(index) }
        try world.wait {
            try made.poll { over.insert($0) }
            return made.activeCount == 0
        }
        try require(over == Set(transfers.indices), "transfers that are over")
        try require(
            (0..<total).allSatisfy { received[$0] == Float(previous * 10 + round) }, "transfers")
    }
}

/// Each round another rank comes last to the barrier: at once, soon, and later than the others sleep
/// without looking after MPI.
private func checkShared(_ world: Communicator) throws {
    guard let memory = try world.allocateShared(elementCount: world.worldSize) else {
        return try require(world.worldSize == 1, "allocateShared")
    }
    try require(UInt(bitPattern: memory) % 64 == 0 && memory[world.rank] == 0, "allocateShared")
    for round in 1...300 {
        if round % world.worldSize == world.rank { usleep([0, 100, 3000][round % 3]) }
        memory[world.rank] = Float(round)
        try world.barrier()
        let holds = (0..<world.worldSize).allSatisfy { memory[$0] == Float(round) }
        try require(holds, "barrier")
        try world.barrier()
    }
}

private func require(_ holds: Bool, _ operation: String) throws {
    if !holds {
        throw CheckFailure(exitStatus: .internalError, what: "\(operation) gave wrong values")
    }
}
