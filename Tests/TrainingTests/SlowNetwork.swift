import Collectives
import Glibc

/// Passes everything on to another group, but waits for each sum as a slow network makes a rank wait.
final class SlowNetwork: Collective {
    private let group: any Collective
    private let seconds: Double

    init(_ group: any Collective, seconds: Double) {
        self.group = group
        self.seconds = seconds
    }

    var rank: Int { group.rank }
    var worldSize: Int { group.worldSize }
    var layout: HostLayout { group.layout }
    var hostName: String { group.hostName }

    func wait(until isOver: () throws -> Bool) throws {
        usleep(UInt32(seconds * 1e6))
        try group.wait(until: isOver)
    }

    func makeTransfers(_ transfers: [Transfer]) throws -> any Transfers {
        try group.makeTransfers(transfers)
    }

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
