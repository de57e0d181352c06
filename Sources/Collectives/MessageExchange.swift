/// Joins the maximal subtrees of all ranks by messages: slices are exchanged, each rank adds one in
/// tree order, and the slices of the total are gathered.
///
/// A rank with p maximal subtrees sends about (p + 1) · 4 · N · (R − 1) / R bytes.
final class MessageExchange: SubtreeExchange {
    private let group: any Collective
    private let vectors: UnsafeMutablePointer<Float>
    private let vectorStride: Int
    private let plan: ExchangePlan
    /// The slices of all maximal subtrees of all ranks.
    private let received: UnsafeMutablePointer<Float>

    init(
        group: any Collective, assignment: WorkerAssignment, elementCount: Int,
        vectors: UnsafeMutablePointer<Float>, vectorStride: Int
    ) {
        self.group = group
        self.vectors = vectors
        self.vectorStride = vectorStride
        plan = ExchangePlan(assignment: assignment, rank: group.rank, elementCount: elementCount)
        received = UnsafeMutableRawPointer.allocate(
            byteCount: plan.receivedCount * MemoryLayout<Float>.stride, alignment: 64
        ).bindMemory(to: Float.self, capacity: plan.receivedCount)
    }

    deinit {
        received.deallocate()
    }

    /// The total is made in this rank's vector 0.
    func join() throws -> UnsafePointer<Float> {
        for round in plan.rounds {
            try group.exchange(
                send: vectors + round.vector * vectorStride, sendOffsets: round.sendOffsets,
                receive: received + round.receiveStart, receiveOffsets: round.receiveOffsets)
        }
        let slice = plan.bounds[group.rank]..<plan.bounds[group.rank + 1]
        // Block by block, so that what one addition wrote is still in the cache for the next.
        for start in stride(from: 0, to: slice.count, by: Self.blockSize) {
            let count = min(Self.blockSize, slice.count - start)
            for addition in plan.additions {
                add(
                    received + addition.source * slice.count + start,
                    to: received + addition.destination * slice.count + start, count: count)
            }
        }
        (vectors + slice.lowerBound).update(from: received, count: slice.count)
        try group.allGather(vectors, offsets: plan.bounds)
        return UnsafePointer(vectors)
    }

    private static let blockSize = 2048
}
