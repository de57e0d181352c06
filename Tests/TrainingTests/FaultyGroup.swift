import Collectives

/// Passes everything on to another group, but once gives its rank another sum than the others get,
/// as a faulty memory would.
final class FaultyGroup: Collective {
    private let group: any Collective
    private let faultySum: Int
    private var sumCount = 0
    private var partOfTotal: UnsafeMutableBufferPointer<Float>?

    /// - Parameter faultySum: the number of the wrong sum, counted from 1.
    init(_ group: any Collective, faultySum: Int) {
        self.group = group
        self.faultySum = faultySum
    }

    var rank: Int { group.rank }
    var worldSize: Int { group.worldSize }
    var layout: HostLayout { group.layout }
    var hostName: String { group.hostName }

    func makeTransfers(_ transfers: [Transfer]) throws -> any Transfers {
        // Of the messages of a part the total has the last tag.
        partOfTotal = transfers.filter { $0.direction == .receive }.max { $0.tag < $1.tag }?.floats
        return try group.makeTransfers(transfers)
    }

    func wait(until isOver: () throws -> Bool) throws {
        try group.wait(until: isOver)
        sumCount += 1
        if sumCount == faultySum { partOfTotal?[0] += 1 }
    }

    func barrier() throws { try group.barrier() }

    func broadcast(_ bytes: UnsafeMutableRawBufferPointer, from root: Int) throws {
        try group.broadcast(bytes, from: root)
    }

    func gather(_ bytes: [UInt8], to root: Int) throws -> [[UInt8]] {
        try group.gather(bytes, to: root)
    }

    func combine(_ values: inout [Int64], by settings: IntegerOperation) throws {
        try group.combine(&values, by: settings)
    }

    func allocateShared(elementCount: Int) throws -> UnsafeMutablePointer<Float>? {
        try group.allocateShared(elementCount: elementCount)
    }

    func allocateSumVectors(elementCount: Int, totalCount: Int) throws -> SumMemory {
        try group.allocateSumVectors(elementCount: elementCount, totalCount: totalCount)
    }
}
