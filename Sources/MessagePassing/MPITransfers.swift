import CMPI
import Collectives

/// Persistent MPI requests: messages that are set up once and started in every step.
final class MPITransfers: Transfers {
    private let rank: Int
    private let handle: OpaquePointer?
    /// The buffer in which the C shim returns the indices of completed messages.
    private var numbers: [Int]

    /// The corresponding MPI functions are `MPI_Send_init` and `MPI_Recv_init`.
    init(_ transfers: [Transfer], rank: Int) throws(MPIError) {
        self.rank = rank
        numbers = [Int](repeating: 0, count: transfers.count)
        var handle: OpaquePointer?
        try check(cmpi_transfers_make(transfers.count, &handle), "a list of messages", on: rank)
        self.handle = handle
        for (number, transfer) in transfers.enumerated() {
            try check(
                cmpi_transfers_set(
                    handle, number, transfer.direction == .receive ? 1 : 0,
                    transfer.floats.baseAddress, transfer.floats.count, CInt(transfer.peer),
                    CInt(transfer.tag)),
                "MPI_Send_init or MPI_Recv_init", transfer.floats.count, "floats", on: rank)
        }
    }

    /// The corresponding MPI function is `MPI_Request_free`.
    func free() throws(MPIError) {
        try check(cmpi_transfers_free(handle), "MPI_Request_free", on: rank)
    }

    var activeCount: Int { cmpi_transfers_active(handle) }

    /// The corresponding MPI function is `MPI_Start`.
    func start(_ index: Int) throws {
        try check(cmpi_transfers_start(handle, index), "MPI_Start", on: rank)
    }

    /// The corresponding MPI function is `MPI_Testsome`.
    func poll(_ body: (_ index: Int) throws -> Void) throws {
        var count = 0
        try check(cmpi_transfers_poll(handle, &numbers, &count), "MPI_Testsome", on: rank)
        for place in 0..<count { try body(numbers[place]) }
    }
}
