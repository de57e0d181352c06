import Collectives

/// Passes everything on to another group and counts what it is asked for.
final class CountingGroup: Collective {
    private let group: any Collective
    /// The sizes of all allocations.
    private(set) var allocatedFloats: [Int] = []
    /// The floats sent to other ranks; a rank's slice of a gather goes to each of them.
    private(set) var sentFloats = 0
    private(set) var barrierCount = 0
    /// Called on the way out of each barrier.
    private let afterBarrier: () -> Void

    var rank: Int { group.rank }
    var worldSize: Int { group.worldSize }

    init(_ group: any Collective, afterBarrier: @escaping () -> Void = {}) {
        self.group = group
        self.afterBarrier = afterBarrier
    }

    func exchange(
        send: UnsafePointer<Float>, sendOffsets: [Int],
        receive: UnsafeMutablePointer<Float>, receiveOffsets: [Int]
    ) throws {
        sentFloats += sendOffsets[worldSize] - (sendOffsets[rank + 1] - sendOffsets[rank])
        try group.exchange(
            send: send, sendOffsets: sendOffsets, receive: receive, receiveOffsets: receiveOffsets)
    }

    func allGather(_ floats: UnsafeMutablePointer<Float>, offsets: [Int]) throws {
        sentFloats += (offsets[rank + 1] - offsets[rank]) * (worldSize - 1)
        try group.allGather(floats, offsets: offsets)
    }

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
