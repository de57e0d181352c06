import Collectives

/// Passes everything on to another group; a subclass changes some of it.
class ForwardingGroup: Collective {
    let group: any Collective

    init(_ group: any Collective) {
        self.group = group
    }

    var rank: Int { group.rank }
    var worldSize: Int { group.worldSize }
    var layout: HostLayout { group.layout }
    var hostName: String { group.hostName }

    func makeTransfers(_ transfers: [Transfer]) throws -> any Transfers {
        try group.makeTransfers(transfers)
    }

    func wait(until isOver: () throws -> Bool) throws { try group.wait(until: isOver) }

    func barrier() throws { try group.barrier() }

    func broadcast(_ bytes: UnsafeMutableRawBufferPointer, from root: Int) throws {
        try group.broadcast(bytes, from: root)
    }

    func gather(_ bytes: [UInt8], to root: Int) throws -> [[UInt8]] {
        try group.gather(bytes, to: root)
    }

    func combine(_ values: inout [Int64], by operation: IntegerOperation) throws {
        try group.combine(&values, by: operation)
    }

    func allocateShared(elementCount: Int) throws -> UnsafeMutablePointer<Float>? {
        try group.allocateShared(elementCount: elementCount)
    }

    func allocateSumVectors(elementCount: Int, totalCount: Int) throws -> SumMemory {
        try group.allocateSumVectors(elementCount: elementCount, totalCount: totalCount)
    }
}
