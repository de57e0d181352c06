/// A hierarchical all-reduce over several hosts: a local fold on each host, a reduce-scatter
/// between hosts in which each host owns one slice, and an all-gather of the totals. Each part of a
/// sum crosses the network once on the way to the host that adds it, and its total once on the way
/// back.
///
/// The vector is cut into buckets, each bucket into parts, and each part into slices:
/// - One rank of each host is the leader for a part; the ranks of a host lead different parts in
///   parallel.
/// - Each host owns one slice of a part.
///
/// The leader of a part folds the subtrees of its host, in place or, if the ranks cannot share
/// memory, from messages. It sends each slice to the leader on the host that owns the slice, which
/// adds the hosts' subtrees and sends the total to all other leaders. So a host with one subtree
/// sends 2 · (H - 1) / H · 4 · N bytes for N floats on H hosts, whatever the number of its ranks,
/// and half of that for elements that are rounded to bfloat16.
///
/// With shared memory, the ranks of a host signal their progress by flags, so that no rank waits
/// before all its own contributions are posted.
final class NetworkExchange: SubtreeExchange {
    private let group: any Collective
    private let memory: HostMemory
    private let transfers: any Transfers
    private let events: [Event]
    private let lanes: [Lane]
    private let buckets: [Bucket]
    /// Owns the buffers of received messages and partial sums.
    private let pieces: [FloatMemory]
    /// The number of buckets that are final on this rank.
    private var contributedCount = 0
    /// The number of the current sum, which ranks write into flags.
    private var round: UInt32 = 0

    /// What the completion of a message means.
    enum Event {
        case sent
        case contribution(lane: Int)
        case subtree(lane: Int)
        case total(lane: Int)
        case part(bucket: Int)
    }

    /// The work of this rank for one bucket, apart from its lanes.
    struct Bucket {
        /// Its first element.
        let start: Int
        /// Sends of this rank's subtrees to their leaders; empty if memory is shared.
        var contributions: [Int] = []
        /// Receives of totals from the leaders of other parts; empty if memory is shared.
        var parts: [Int] = []
        var laneCount = 0
    }

    /// The progress of a bucket in this round.
    private struct Progress {
        var missingParts = 0
        var missingLanes = 0
        var isContributed = false
    }

    private var progress: [Progress]

    /// - Parameter ranges: the buckets in the order in which they become final, the last elements
    ///   first.
    init(
        group: any Collective, assignment: WorkerAssignment, buckets ranges: [Range<Int>],
        precision: SumPrecision, memory: HostMemory
    ) throws {
        var plan = NetworkPlan(
            rank: group.rank, assignment: assignment, precision: precision, memory: memory)
        for (index, range) in ranges.enumerated() { plan.add(bucket: index, range) }
        self.group = group
        self.memory = memory
        transfers = try PackedTransfers(plan.transfers, precision: precision, of: group)
        events = plan.events
        lanes = plan.lanes
        buckets = plan.buckets
        pieces = plan.pieces
        progress = plan.buckets.map { _ in Progress() }
    }

    /// Posts all receives of this round.
    func begin() throws {
        round &+= 1
        contributedCount = 0
        for bucket in buckets.indices {
            progress[bucket] = Progress(
                missingParts: buckets[bucket].parts.count,
                missingLanes: buckets[bucket].laneCount)
            for part in buckets[bucket].parts { try transfers.start(part) }
        }
        for lane in lanes {
            lane.begin()
            for index in lane.receives { try transfers.start(index) }
        }
    }

    func markFinal(from start: Int) throws {
        while contributedCount < buckets.count, buckets[contributedCount].start >= start {
            try contribute(contributedCount)
            contributedCount += 1
        }
        try advance()
    }

    func total() throws -> UnsafePointer<Float> {
        try group.wait {
            try advance()
            return transfers.activeCount == 0 && buckets.indices.allSatisfy { isDone($0) }
        }
        return UnsafePointer(memory.total)
    }

    /// Marks this rank's subtrees as final within a bucket, and sends them.
    private func contribute(_ bucket: Int) throws {
        progress[bucket].isContributed = true
        memory.flags?[memory.localRank].set(2 * bucket, to: round)
        for index in buckets[bucket].contributions { try transfers.start(index) }
        if buckets[bucket].laneCount == 0 { laneIsDone(in: bucket) }
    }

    func advance() throws {
        try transfers.poll { index in
            switch events[index] {
            case .sent: break
            case .contribution(let lane): lanes[lane].missingContributions -= 1
            case .subtree(let lane): lanes[lane].missingSubtrees -= 1
            case .total(let lane): lanes[lane].missingTotals -= 1
            case .part(let bucket): progress[bucket].missingParts -= 1
            }
        }
        for lane in lanes where lane.state != .done {
            if try lane.advance(isReady: isReady(lane.bucket), transfers) {
                progress[lane.bucket].missingLanes -= 1
                if progress[lane.bucket].missingLanes == 0 { laneIsDone(in: lane.bucket) }
            }
        }
    }

    /// Tells the ranks of this host that all lanes of this rank are done with a bucket.
    private func laneIsDone(in bucket: Int) {
        memory.flags?[memory.localRank].set(2 * bucket + 1, to: round)
    }

    /// Whether the subtrees that a lane folds in place are complete.
    private func isReady(_ bucket: Int) -> Bool {
        guard let flags = memory.flags else { return progress[bucket].isContributed }
        return flags.allSatisfy { hasReached($0.number(2 * bucket)) }
    }

    /// Whether the total of a bucket is complete.
    private func isDone(_ bucket: Int) -> Bool {
        guard let flags = memory.flags else {
            return progress[bucket].missingLanes == 0 && progress[bucket].missingParts == 0
        }
        return flags.allSatisfy { hasReached($0.number(2 * bucket + 1)) }
    }

    /// Whether a flag has reached this round or a later one: a rank without a lane may already be
    /// in the next. This is a comparison of serial numbers (RFC 1982), which is also right when
    /// `round` wraps around after 2³² sums.
    private func hasReached(_ number: UInt32) -> Bool { number &- round < 1 << 31 }
}
