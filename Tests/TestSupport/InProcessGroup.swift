package import Collectives
import Threads

/// One rank of a group of threads in one process: the whole protocol without MPI.
package final class InProcessGroup: Collective {
    package let rank: Int
    package var worldSize: Int { board.worldSize }

    private let board: MeetingBoard
    private let sharesMemory: Bool

    private init(rank: Int, board: MeetingBoard, sharesMemory: Bool) {
        self.rank = rank
        self.board = board
        self.sharesMemory = sharesMemory
    }

    /// Runs `body` once for each rank, rank 0 on the calling thread, and returns when all have.
    ///
    /// When a rank throws, the others throw `PeerFailure` at their next operation, so that none
    /// waits for ever. The same happens when a rank returns while others still wait for it.
    /// - Parameter sharesMemory: whether sums are made in place, as on one node, or by messages, as
    ///   between several.
    /// - Throws: the error of the lowest rank that threw one of its own.
    package static func run(
        worldSize: Int, sharesMemory: Bool = true,
        _ body: @escaping @Sendable (any Collective) throws -> Void
    ) throws {
        precondition(worldSize >= 1, "a world has at least one rank")
        let board = MeetingBoard(worldSize: worldSize)
        let outcomes = Outcomes(worldSize: worldSize)
        @Sendable func runRank(_ rank: Int) {
            do {
                try body(
                    InProcessGroup(rank: rank, board: board, sharesMemory: sharesMemory))
                board.leave()
            } catch {
                outcomes.record(error, of: rank)
                board.leave()
            }
        }
        var threads: [HelperThread] = []
        for rank in 1..<max(worldSize, 1) {
            if let thread = HelperThread({ runRank(rank) }) {
                threads.append(thread)
            } else {
                outcomes.record(ThreadError(), of: rank)
                board.leave()
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

    package func exchange(
        send: UnsafePointer<Float>, sendOffsets: [Int],
        receive: UnsafeMutablePointer<Float>, receiveOffsets: [Int]
    ) throws {
        board.post(Posting(floats: send, offsets: sendOffsets), by: rank)
        try board.wait()
        for source in 0..<worldSize {
            let posting = board.posting(of: source)
            let count = receiveOffsets[source + 1] - receiveOffsets[source]
            precondition(
                posting.offsets[rank + 1] - posting.offsets[rank] == count,
                "sender and receiver must agree on the number of floats")
            if let floats = posting.floats {
                (receive + receiveOffsets[source]).update(
                    from: floats + posting.offsets[rank], count: count)
            }
        }
        try board.wait()
    }

    package func allGather(_ floats: UnsafeMutablePointer<Float>, offsets: [Int]) throws {
        board.post(Posting(floats: UnsafePointer(floats), offsets: offsets), by: rank)
        try board.wait()
        for source in 0..<worldSize where source != rank {
            if let slices = board.posting(of: source).floats {
                let start = offsets[source]
                (floats + start).update(from: slices + start, count: offsets[source + 1] - start)
            }
        }
        try board.wait()
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
        guard sharesMemory, worldSize > 1 else {
            return SumMemory(
                ownVectors: UnsafeMutableBufferPointer(
                    start: board.allocate(floatCount: elementCount), count: elementCount))
        }
        let own = board.allocate(
            floatCount: SumMemory.floatCount(
                rank: rank, elementCount: elementCount, totalCount: totalCount))
        board.post(Posting(floats: own), by: rank)
        try board.wait()
        let bases = (0..<worldSize).compactMap { board.posting(of: $0).floats }
        try board.wait()
        return SumMemory(
            bases: bases.map { UnsafeMutablePointer(mutating: $0) }, rank: rank,
            elementCount: elementCount, totalCount: totalCount)
    }

    package func allocateShared(elementCount: Int) throws -> UnsafeMutablePointer<Float>? {
        guard sharesMemory, worldSize > 1 else { return nil }
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
