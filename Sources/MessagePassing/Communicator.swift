import CMPI
package import Collectives

/// The ranks of an MPI job (MPI_COMM_WORLD). `withMPI` creates the only instance.
///
/// All calls must come from the thread that entered `withMPI`, because MPI is initialised for one
/// thread. Methods without further text do what `Collective` documents; their comments name the MPI
/// functions that they call.
package final class Communicator: Collective {
    package let rank: Int
    package let worldSize: Int

    package let layout: HostLayout

    /// Whether any host is oversubscribed: it has more ranks than cores on which they may run.
    /// Equal on all ranks. Waiting ranks then yield the CPU instead of spinning.
    package let ranksTakeTurns: Bool

    private let hooks: ProcessHooks
    private var allocations: [UnsafeMutableRawBufferPointer] = []
    private var transfers: [MPITransfers] = []

    /// Initialises MPI, which is possible only once per process.
    ///
    /// - Parameter chunkLimit: the maximum number of elements of one message, up to 2³¹ − 1; equal
    ///   on all ranks. Tests lower it to exercise messages in several parts.
    ///
    /// The corresponding MPI functions are `MPI_Init_thread`, `MPI_Comm_split_type` and
    /// `MPI_Allreduce`.
    init(_ hooks: ProcessHooks, chunkLimit: Int) throws(MPIError) {
        precondition(chunkLimit >= 1, "a message carries at least one element")
        self.hooks = hooks
        try check(cmpi_init(chunkLimit), "MPI_Init_thread", on: Launch.rank)
        rank = Int(cmpi_rank())
        worldSize = Int(cmpi_size())
        var hosts = [CInt](repeating: 0, count: worldSize)
        try check(cmpi_hosts(&hosts), "MPI_Comm_split_type", on: rank)
        layout = HostLayout(keys: hosts.map { Int($0) })
        var cores = hooks.coreMask
        try check(cmpi_unite_on_host(&cores, CInt(cores.count)), "MPI_Allreduce", on: rank)
        let coreCount = cores.reduce(0) { $0 + $1.nonzeroBitCount }
        let neighbourCount = layout.hosts[layout.host(of: rank)].count
        var crowds: Int64 = coreCount > 0 && neighbourCount > coreCount ? 1 : 0
        try check(cmpi_maximum(&crowds, 1), "MPI_Allreduce", on: rank)
        ranksTakeTurns = crowds > 0
    }

    deinit {
        for allocation in allocations { allocation.deallocate() }
    }

    /// Finalises MPI; every rank must call it. The memory of sums and the memory that ranks share
    /// become invalid.
    ///
    /// The corresponding MPI functions are `MPI_Request_free`, `MPI_Win_free` and `MPI_Finalize`.
    func finalize() throws(MPIError) {
        for transfers in transfers { try transfers.free() }
        transfers = []
        try check(meet { cmpi_free_windows() }, "MPI_Win_free", on: rank)
        try check(meet { cmpi_finalize() }, "MPI_Finalize", on: rank)
    }

    /// The number of ranks on this rank's host.
    package var ranksOnHost: Int { layout.hosts[layout.host(of: rank)].count }

    /// The name of this rank's host. The corresponding MPI function is `MPI_Get_processor_name`.
    package var hostName: String {
        text { cmpi_processor_name($0, $1) }
    }

    /// Flushes the standard streams and ends all ranks with exit code `code`. This is the only
    /// method that may be called on any thread. The corresponding MPI function is `MPI_Abort`.
    package static func abort(_ code: Int32) -> Never { cmpi_abort(code) }

    /// Returns when all ranks have called it. Ranks that share a window wait on a futex in it; the
    /// corresponding MPI functions are `MPI_Win_sync` for them, and `MPI_Ibarrier` and `MPI_Test`
    /// for the others.
    package func barrier() throws {
        try check(meet { cmpi_barrier() }, "a barrier", on: rank)
    }

    /// Copies the bytes of `root` to all ranks. The corresponding MPI function is `MPI_Bcast`.
    package func broadcast(_ bytes: UnsafeMutableRawBufferPointer, from root: Int) throws {
        try check(
            meet { cmpi_broadcast(bytes.baseAddress, bytes.count, CInt(root)) }, "MPI_Bcast",
            bytes.count, "bytes", on: rank)
    }

    /// The corresponding MPI functions are `MPI_Send_init` and `MPI_Recv_init`.
    package func makeTransfers(_ transfers: [Transfer]) throws -> any Transfers {
        let made = try MPITransfers(transfers, rank: rank)
        self.transfers.append(made)
        return made
    }

    package func wait(until isOver: () throws -> Bool) throws {
        hooks.meetingBegins()
        defer { hooks.meetingEnds() }
        var tries = 0
        while try !isOver() {
            cmpi_pause(tries)
            tries += 1
        }
    }

    /// The bytes of all ranks, in rank order, on `root`; empty on the other ranks. The
    /// corresponding MPI functions are `MPI_Allgather` (sizes), `MPI_Send` and `MPI_Recv`.
    package func gather(_ bytes: [UInt8], to root: Int) throws -> [[UInt8]] {
        var sizes = [Int64](repeating: 0, count: worldSize)
        try check(
            meet { cmpi_gather_sizes(Int64(bytes.count), &sizes) }, "MPI_Allgather", worldSize,
            "integers",
            on: rank)
        let total = isReceiver(root) ? sizes.reduce(0, +) : 0
        var gathered = [UInt8](repeating: 0, count: Int(total))
        try check(
            meet { cmpi_gather(bytes, sizes, &gathered, CInt(root)) }, "MPI_Send or MPI_Recv",
            bytes.count, "bytes", on: rank)
        guard isReceiver(root) else { return [] }
        var start = 0
        return sizes.map { size in
            defer { start += Int(size) }
            return Array(gathered[start..<start + Int(size)])
        }
    }

    /// Combines the integers of all ranks element by element, on every rank. The corresponding MPI
    /// function is `MPI_Allreduce`.
    package func combine(_ values: inout [Int64], by operation: IntegerOperation) throws {
        let count = values.count
        let code = meet {
            switch operation {
            case .sum: cmpi_sum(&values, count)
            case .minimum: cmpi_minimum(&values, count)
            case .maximum: cmpi_maximum(&values, count)
            }
        }
        try check(code, "MPI_Allreduce", count, "integers", on: rank)
    }

    /// Allocates the vectors that are summed. They are in shared memory if some host has several
    /// ranks and all hosts have enough space in /dev/shm; otherwise each rank has its own.
    ///
    /// The corresponding MPI functions are `MPI_Win_allocate_shared` and `MPI_Win_shared_query`.
    package func allocateSumVectors(elementCount: Int, totalCount: Int) throws -> SumMemory {
        let localRank = layout.localRank(of: rank)
        let sharedCount = SumMemory.floatCount(
            localRank: localRank, elementCount: elementCount, totalCount: totalCount)
        if let bases = try allocateWindow(share: sharedCount) {
            return SumMemory(
                bases: bases, localRank: localRank, elementCount: elementCount,
                totalCount: totalCount)
        }
        let bytes = UnsafeMutableRawBufferPointer.allocate(
            byteCount: max(1, elementCount) * MemoryLayout<Float>.stride, alignment: 64)
        bytes.initializeMemory(as: UInt8.self, repeating: 0)
        allocations.append(bytes)
        return SumMemory(
            ownVectors: UnsafeMutableBufferPointer(
                rebasing: bytes.bindMemory(to: Float.self)[0..<elementCount]))
    }

    /// Memory that all ranks share, if they are on one host; nil otherwise. It is allocated like
    /// `allocateSumVectors`, entirely in rank 0's share of a window.
    package func allocateShared(elementCount: Int) throws -> UnsafeMutablePointer<Float>? {
        guard layout.hosts.count == 1 else { return nil }
        return try allocateWindow(share: isRoot ? elementCount : 0)?[0]
    }

    /// Allocates a window of shared memory. Returns the shares of all ranks of this host in rank
    /// order, or nil on all ranks if they cannot share memory.
    /// - Parameter share: the size of this rank's share, in floats.
    private func allocateWindow(share: Int) throws -> [UnsafeMutablePointer<Float>]? {
        var isShared: CInt = 0
        var addresses = [UnsafeMutableRawPointer?](repeating: nil, count: ranksOnHost)
        try check(
            meet {
                cmpi_allocate_window(share * MemoryLayout<Float>.stride, &isShared, &addresses)
            },
            "MPI_Win_allocate_shared", share, "floats", on: rank)
        return isShared == 0
            ? nil : addresses.compactMap { $0?.assumingMemoryBound(to: Float.self) }
    }

    /// Runs a collective operation, and reports its beginning and end to the watchdog by `hooks`.
    private func meet(_ operation: () -> CInt) -> CInt {
        hooks.meetingBegins()
        defer { hooks.meetingEnds() }
        return operation()
    }

    private func isReceiver(_ root: Int) -> Bool { rank == root }
}

/// Turns an error code of the C shim (CMPI) into a typed error.
func check(
    _ code: CInt, _ operation: StaticString, _ count: Int? = nil, _ unit: StaticString = "",
    on rank: Int?
) throws(MPIError) {
    if code == 0 { return }
    throw MPIError(
        rank: rank, operation: "\(operation)", code: code,
        text: text { cmpi_error_text(code, $0, $1) }, amount: count.map { "\($0) \(unit)" })
}

/// The text that a function of the C shim writes into a buffer of the given capacity.
func text<Result>(_ write: (UnsafeMutablePointer<CChar>, Int) -> Result) -> String {
    let capacity = 1024
    return withUnsafeTemporaryAllocation(of: CChar.self, capacity: capacity) { buffer in
        guard let start = buffer.baseAddress else { return "" }
        start.pointee = 0
        _ = write(start, capacity)
        return String(cString: start)
    }
}
