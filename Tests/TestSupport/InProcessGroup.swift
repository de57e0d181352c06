package import Collectives
import Glibc
import Threads

/// One rank of a group of threads in one process: the whole protocol without MPI.
package final class InProcessGroup: Collective {
    package let rank: Int
    package var worldSize: Int { board.worldSize }

    package let layout: HostLayout

    /// That of the host with the lowest rank is node1.
    package var hostName: String { "node\(layout.host(of: rank) + 1)" }

    private let board: MeetingBoard
    private let sharesMemory: Bool

    private init(rank: Int, board: MeetingBoard, sharesMemory: Bool, layout: HostLayout) {
        self.rank = rank
        self.board = board
        self.sharesMemory = sharesMemory
        self.layout = layout
    }

    /// Runs `body` once for each rank, rank 0 on the calling thread, and returns when all have.
    ///
    /// When a rank throws, the others throw `PeerFailure` at their next operation, so that none
    /// waits for ever. The same happens when a rank returns while others still wait for it.
    /// - Parameters:
    ///   - hosts: for each rank the host that it pretends to run on; nil for one host.
    ///   - sharesMemory: whether the ranks of a host share memory.
    /// - Throws: the error of the lowest rank that threw one of its own.
    package static func run(
        worldSize: Int, hosts: [Int]? = nil, sharesMemory: Bool = true,
        _ body: @escaping @Sendable (any Collective) throws -> Void
    ) throws {
        precondition(worldSize >= 1, "a world has at least one rank")
        let layout = hosts.map { HostLayout(keys: $0) } ?? HostLayout(worldSize: worldSize)
        precondition(layout.worldSize == worldSize, "each rank runs on a host")
        let board = MeetingBoard(worldSize: worldSize)
        let outcomes = Outcomes(worldSize: worldSize)
        @Sendable func runRank(_ rank: Int) {
            do {
                try body(
                    InProcessGroup(
                        rank: rank, board: board, sharesMemory: sharesMemory, layout: layout))
                board.leave()
            } catch {
                outcomes.record(error, of: rank)
                board.leave(failed: true)
            }
        }
        var threads: [HelperThread] = []
        for rank in 1..<max(worldSize, 1) {
            if let thread = HelperThread({ runRank(rank) }) {
                threads.append(thread)
            } else {
                outcomes.record(ThreadError(), of: rank)
                board.leave(failed: true)
            }
        }
        runRank(0)
        for thread in threads { thread.join() }
        if let error = outcomes.first { throw error }
    }

    package func barrier() throws {
        try board.wait()
    }

    package func broadcast(_ bytes: UnsafeMutableRawBufferPointer, from root: Int) throws {
        board.post(Posting(bytes: UnsafeRawBufferPointer(bytes)), by: rank)
        try board.wait()
        if rank != root {
            let source = board.posting(of: root).bytes
            precondition(source.count == bytes.count, "a broadcast has one size on all ranks")
            bytes.copyMemory(from: source)
        }
        try board.wait()
    }

    package func makeTransfers(_ transfers: [Transfer]) -> any Transfers {
        InProcessTransfers(transfers, rank: rank, mail: board.mail)
    }

    /// - Throws: `PeerFailure` when all others have returned or one has failed, or after a minute: a
    ///   test must not wait for ever for what nobody sends.
    package func wait(until isOver: () throws -> Bool) throws {
        let start = ContinuousClock.now
        while true {
            let isAlone = board.isAlone
            if try isOver() { return }
            if isAlone || ContinuousClock.now - start > .seconds(60) { throw PeerFailure() }
            sched_yield()
        }
    }

    package func gather(_ bytes: [UInt8], to root: Int) throws -> [[UInt8]] {
        try bytes.withUnsafeBytes { bytes in
            board.post(Posting(bytes: bytes), by: rank)
            try board.wait()
            var gathered: [[UInt8]] = []
            if rank == root {
                gathered = (0..<worldSize).map { [UInt8](board.posting(of: $0).bytes) }
            }
            try board.wait()
            return gathered
        }
    }

    package func combine(_ values: inout [Int64], by operation: IntegerOperation) throws {
        let own = values
        try own.withUnsafeBytes { bytes in
            board.post(Posting(bytes: bytes), by: rank)
            try board.wait()
            for source in 0..<worldSize where source != rank {
                let others = board.posting(of: source).bytes.bindMemory(to: Int64.self)
                precondition(others.count == values.count, "all ranks combine equally many values")
                for index in values.indices {
                    values[index] = operation.apply(values[index], others[index])
                }
            }
            try board.wait()
        }
    }

    package func allocateSumVectors(elementCount: Int, totalCount: Int) throws -> SumMemory {
        guard sharesMemory, layout.hosts.contains(where: { $0.count > 1 }) else {
            return SumMemory(
                ownVectors: UnsafeMutableBufferPointer(
                    start: board.allocate(floatCount: elementCount), count: elementCount))
        }
        let localRank = layout.localRank(of: rank)
        let own = board.allocate(
            floatCount: SumMemory.floatCount(
                localRank: localRank, elementCount: elementCount, totalCount: totalCount))
        board.post(Posting(floats: own), by: rank)
        try board.wait()
        let bases = layout.hosts[layout.host(of: rank)].compactMap { board.posting(of: $0).floats }
        try board.wait()
        return SumMemory(
            bases: bases.map { UnsafeMutablePointer(mutating: $0) }, localRank: localRank,
            elementCount: elementCount, totalCount: totalCount)
    }

    package func allocateShared(elementCount: Int) throws -> UnsafeMutablePointer<Float>? {
        guard sharesMemory, worldSize > 1, layout.hosts.count == 1 else { return nil }
        if isRoot {
            board.post(Posting(floats: board.allocate(floatCount: elementCount)), by: rank)
        }
        try board.wait()
        let memory = board.posting(of: 0).floats
        try board.wait()
        return memory.map { UnsafeMutablePointer(mutating: $0) }
    }
}

/// Thrown by an operation of an `InProcessGroup` that another rank will never join, because it
/// failed or left.
package struct PeerFailure: Error, Equatable, CustomStringConvertible {
    package var description: String { "another rank failed or left before this operation" }
}

/// A rank's thread could not be started.
struct ThreadError: Error, CustomStringConvertible {
    var description: String { "a rank's thread could not be started" }
}

extension IntegerOperation {
    fileprivate func apply(_ left: Int64, _ right: Int64) -> Int64 {
        switch self {
        case .sum: left &+ right
        case .minimum: min(left, right)
        case .maximum: max(left, right)
        }
    }
}
