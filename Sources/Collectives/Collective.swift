/// A group of ranks that act together: every rank calls the same operations in the same order.
///
/// Two groups exist: `Communicator` (MPI) and `InProcessGroup` (threads, for tests). A world of one
/// rank runs the same code as any other. Floats are never summed by the group itself, because no
/// library promises an order; that is `TreeSum`'s work. Integers may be.
package protocol Collective: AnyObject {
    /// This rank's number, 0 up to `worldSize` - 1.
    var rank: Int { get }

    /// The number of ranks.
    var worldSize: Int { get }

    /// Returns when every rank has called it.
    func barrier() throws

    /// Copies `bytes` of rank `root` into `bytes` of every other rank; the sizes are equal.
    func broadcast(_ bytes: UnsafeMutableRawBufferPointer, from root: Int) throws

    /// Sends `send[sendOffsets[q] ..< sendOffsets[q + 1]]` to each rank q and places what rank q
    /// sent at `receive[receiveOffsets[q] ..< receiveOffsets[q + 1]]`. Offsets count floats and
    /// have `worldSize` + 1 entries.
    func exchange(
        send: UnsafePointer<Float>, sendOffsets: [Int],
        receive: UnsafeMutablePointer<Float>, receiveOffsets: [Int]
    ) throws

    /// Every rank r has `floats[offsets[r] ..< offsets[r + 1]]`; afterwards every rank has all.
    func allGather(_ floats: UnsafeMutablePointer<Float>, offsets: [Int]) throws

    /// The byte strings of all ranks in rank order on `root`, an empty array elsewhere.
    func gather(_ bytes: [UInt8], to root: Int) throws -> [[UInt8]]

    /// Replaces `values` on every rank by the sum, minimum or maximum over all ranks.
    func combine(_ values: inout [Int64], by operation: IntegerOperation) throws

    /// Memory for sum vectors: aligned to 64 bytes, zeroed, kept until the group is gone; its base
    /// address is never nil. The group owns it so that it can live in memory that ranks of a node
    /// share: every rank calls it at the same point, but the sizes may differ.
    func allocateSumVectors(elementCount: Int) throws -> UnsafeMutableBufferPointer<Float>
}

/// How integers of several ranks are combined: all of these give the same bits in any order.
package enum IntegerOperation: Sendable {
    case sum
    case minimum
    case maximum
}

extension Collective {
    /// Rank 0 leads: it alone prints, lists folders and writes files.
    package var isRoot: Bool { rank == 0 }
}
