/// The group of a process that runs without MPI. It has one rank, so all operations return
/// immediately.
package final class GroupOfOne: Collective {
    package let rank = 0
    package let worldSize = 1
    package let layout = HostLayout(worldSize: 1)
    package let hostName = ""
    private var allocations: [UnsafeMutableBufferPointer<Float>] = []

    package init() {}

    deinit {
        for allocation in allocations { allocation.deallocate() }
    }

    package func barrier() {}

    package func broadcast(_ bytes: UnsafeMutableRawBufferPointer, from root: Int) {}

    package func makeTransfers(_ transfers: [Transfer]) -> any Transfers {
        precondition(transfers.isEmpty, "a rank alone has nobody to send to")
        return NoTransfers()
    }

    package func wait(until isOver: () throws -> Bool) throws {
        while try !isOver() {}
    }

    package func gather(_ bytes: [UInt8], to root: Int) -> [[UInt8]] { [bytes] }

    package func combine(_ values: inout [Int64], by operation: IntegerOperation) {}

    package func allocateSumVectors(elementCount: Int, totalCount: Int) -> SumMemory {
        let vectors = UnsafeMutableRawBufferPointer.allocate(
            byteCount: max(1, elementCount) * MemoryLayout<Float>.stride, alignment: 64
        ).bindMemory(to: Float.self)
        vectors.initialize(repeating: 0)
        allocations.append(vectors)
        return SumMemory(
            ownVectors: UnsafeMutableBufferPointer(rebasing: vectors[0..<elementCount]))
    }

    package func allocateShared(elementCount: Int) -> UnsafeMutablePointer<Float>? { nil }
}

private final class NoTransfers: Transfers {
    let activeCount = 0
    func start(_ index: Int) {}
    func poll(_ body: (Int) throws -> Void) {}
}
