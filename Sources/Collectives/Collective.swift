/// A group of ranks that act together: every rank calls the same operations in the same order.
///
/// Two groups exist: `Communicator` (MPI), and `GroupOfOne` for processes that run without MPI; tests
/// have one of threads. A world of one rank runs the same code as any other.
///
/// The protocol moves bytes and floats. Swift values travel through its typed extension, which has
/// `gather`, `allGather`, `fromRoot` and `agree`. Floats are never summed by the group itself, because
/// no library promises an order; that is the work of `TreeSum`. Integers may be.
package protocol Collective: AnyObject {
    /// This rank's number, 0 up to `worldSize` - 1.
    var rank: Int { get }

    /// The number of ranks.
    var worldSize: Int { get }

    /// Where the ranks run; equal on all of them.
    var layout: HostLayout { get }

    /// The name of the host that this rank runs on, for messages.
    var hostName: String { get }

    /// Returns when every rank has called it. What a rank wrote into shared memory before, all ranks
    /// read after it.
    func barrier() throws

    /// Copies `bytes` of rank `root` into `bytes` of every other rank; the sizes are equal.
    func broadcast(_ bytes: UnsafeMutableRawBufferPointer, from root: Int) throws

    /// Makes messages that can be started again and again, kept until the group's end. Every message
    /// has its other end among those that its peer makes.
    func makeTransfers(_ transfers: [Transfer]) throws -> any Transfers

    /// Calls `isOver` again and again until it is true: the way to wait for `Transfers`, and for what
    /// ranks of this host write into shared memory.
    func wait(until isOver: () throws -> Bool) throws

    /// The byte strings of all ranks in rank order on `root`, an empty array elsewhere.
    func gather(_ bytes: [UInt8], to root: Int) throws -> [[UInt8]]

    /// Replaces `values` on every rank by the sum, minimum or maximum over all ranks.
    func combine(_ values: inout [Int64], by operation: IntegerOperation) throws

    /// Memory for sum vectors, kept until the group's end: `elementCount` floats for this rank and,
    /// where the ranks of a host can share memory, `totalCount` floats for all of them together.
    ///
    /// The group owns it so that it can live in memory that the ranks of a host share. Every rank calls
    /// it at the same point; `elementCount` may differ between ranks. Either all ranks get memory that
    /// their host shares or none.
    func allocateSumVectors(elementCount: Int, totalCount: Int) throws -> SumMemory

    /// One piece of memory that all ranks read and write, kept until the group's end: `elementCount`
    /// floats, aligned to 64 bytes, zero at first. Nil on all ranks where they cannot share memory, as
    /// on several hosts, and in a world of one rank. Every rank calls it at the same point with an equal count.
    ///
    /// What one rank writes another may read only when both have called `barrier` in between.
    func allocateShared(elementCount: Int) throws -> UnsafeMutablePointer<Float>?
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

    /// This rank for messages, such as "rank 3 on node2"; without the host where all ranks are on one.
    package var rankName: String {
        layout.hosts.count > 1 ? "rank \(rank) on \(hostName)" : "rank \(rank)"
    }
}
