import Collectives

/// Passes everything on to another group and counts what it is asked for.
final class CountingGroup: Collective {
    private let group: any Collective
    /// The sizes of all allocations.
    private(set) var allocatedFloats: [Int] = []
    /// The floats sent to other ranks, and those of them that go to other hosts.
    private(set) var sentFloats = 0
    private(set) var sentToHosts = 0
    private(set) var barrierCount = 0
    /// Called on the way out of each barrier.
    private let afterBarrier: () -> Void

    var rank: Int { group.rank }
    var worldSize: Int { group.worldSize }
    var layout: HostLayout { group.layout }
    var hostName: String { group.hostName }

    init(_ group: any Collective, afterBarrier: @escaping () -> Void = {}) {
        self.group = group
        self.afterBarrier = afterBarrier
    }

    func makeTransfers(_ transfers: [Transfer]) throws -> any Transfers {
        CountingTransfers(try group.makeTransfers(transfers)) { [unowned self] index in
            let transfer = transfers[index]
            guard transfer.direction == .send else { return }
            sentFloats += transfer.floats.count
            if layout.host(of: transfer.peer) != layout.host(of: rank) {
                sentToHosts += transfer.floats.count
            }
        }
    }

    func wait(until isOver: () throws -> Bool) throws { try group.wait(until: isOver) }

    func allocateSumVectors(elementCount: Int, totalCount: Int) throws -> SumMemory {
        allocatedFloats.append(elementCount)
        return try group.allocateSumVectors(elementCount: elementCount, totalCount: totalCount)
    }

    func allocateShared(elementCount: Int) throws -> UnsafeMutablePointer<Float>? {
        try group.allocateShared(elementCount: elementCount)
    }

    func barrier() throws {
        barrierCount += 1
        try group.barrier()
        afterBarrier()
    }

    func broadcast(_ bytes: UnsafeMutableRawBufferPointer, from root: Int) throws {
        try group.broadcast(bytes, from: root)
    }

    func gather(_ bytes: [UInt8], to root: Int) throws -> [[UInt8]] {
        try group.gather(bytes, to: root)
    }

    func combine(_ values: inout [Int64], by operation: IntegerOperation) throws {
        try group.combine(&values, by: operation)
    }
}

private final class CountingTransfers: Transfers {
    private let transfers: any Transfers
    private let onStart: (Int) -> Void

    init(_ transfers: any Transfers, onStart: @escaping (Int) -> Void) {
        self.transfers = transfers
        self.onStart = onStart
    }

    var activeCount: Int { transfers.activeCount }

    func start(_ index: Int) throws {
        onStart(index)
        try transfers.start(index)
    }

    func poll(_ body: (Int) throws -> Void) throws { try transfers.poll(body) }
}
