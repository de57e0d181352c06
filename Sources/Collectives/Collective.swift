/// A group of ranks that communicate, as an MPI communicator or a process group of PyTorch does.
/// Every rank must call the same operations in the same order.
///
/// There are two implementations: `Communicator` (MPI), and `GroupOfOne` for processes that run
/// without MPI. The tests have a third, whose ranks are threads. A world of one rank runs the same
/// code as any other.
///
/// The protocol transfers bytes and floats. Its typed extension transfers Swift values: `gather`,
/// `allGather`, `fromRoot` (a broadcast) and `agree`. The group itself sums integers only. It does
/// not sum floats, because MPI_Allreduce guarantees no order of the additions; `TreeSum` does that.
package protocol Collective: AnyObject {
    /// This rank's number, from 0 to `worldSize` - 1.
    var rank: Int { get }

    /// The number of ranks.
    var worldSize: Int { get }

    /// Which ranks run on which host; equal on all ranks.
    var layout: HostLayout { get }

    /// The name of the host that this rank runs on, for messages.
    var hostName: String { get }

    /// Returns when every rank has called it. Afterwards all ranks see what any rank wrote into
    /// shared memory before.
    ///
    /// The corresponding MPI function is `MPI_Barrier`.
    func barrier() throws

    /// Copies `bytes` of rank `root` into `bytes` of every other rank. The sizes must be equal.
    ///
    /// The corresponding MPI function is `MPI_Bcast`.
    func broadcast(_ bytes: UnsafeMutableRawBufferPointer, from root: Int) throws

    /// Creates messages that can be started repeatedly, and keeps them until the group ends. Every
    /// send must match a receive that its peer creates, and vice versa.
    ///
    /// The corresponding MPI functions are `MPI_Send_init` and `MPI_Recv_init`.
    func makeTransfers(_ transfers: [Transfer]) throws -> any Transfers

    /// Calls `isOver` repeatedly until it returns true, without monopolizing a shared core. It is
    /// how to wait for `Transfers`, and for what other ranks of this host write into shared memory.
    func wait(until isOver: () throws -> Bool) throws

    /// Returns the byte strings of all ranks in rank order on `root`, and an empty array on the
    /// other ranks.
    func gather(_ bytes: [UInt8], to root: Int) throws -> [[UInt8]]

    /// Replaces `values` on every rank by the element-wise sum, minimum or maximum over all ranks:
    /// an all-reduce of integers.
    func combine(_ values: inout [Int64], by operation: IntegerOperation) throws

    /// Allocates memory for the vectors of a sum, kept until the group ends: `elementCount` floats
    /// for this rank and, if the ranks of a host can share memory, `totalCount` floats for all of
    /// them together.
    ///
    /// The group owns the memory, because the ranks of a host may share it. Every rank calls this
    /// at the same point; `elementCount` may differ between ranks. Either all ranks get memory that
    /// their host shares, or none does.
    func allocateSumVectors(elementCount: Int, totalCount: Int) throws -> SumMemory

    /// Allocates one piece of memory that all ranks read and write, kept until the group ends:
    /// `elementCount` floats, aligned to 64 bytes and initially zero. Returns nil on all ranks if
    /// they cannot share memory, as on several hosts, and in a world of one rank. Every rank calls
    /// this at the same point with the same count.
    ///
    /// A rank may read what another rank wrote only after both have called `barrier`.
    func allocateShared(elementCount: Int) throws -> UnsafeMutablePointer<Float>?
}

/// How integers of several ranks are combined. All of these give the same result in any order.
package enum IntegerOperation: Sendable {
    case sum
    case minimum
    case maximum
}

extension Collective {
    /// Whether this is rank 0, which alone prints, lists folders and writes the run folder.
    package var isRoot: Bool { rank == 0 }

    /// This rank as named in messages, such as "rank 3 on node2", or "rank 3" if all ranks are on
    /// one host.
    package var rankName: String {
        layout.hosts.count > 1 ? "rank \(rank) on \(hostName)" : "rank \(rank)"
    }
}
