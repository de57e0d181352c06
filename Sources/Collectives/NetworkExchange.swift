/// Joins the maximal subtrees of all ranks over several hosts, so that each part of a sum crosses the
/// network once on its way to the host that adds it, and its total once on its way back.
///
/// The vector is cut into buckets, each bucket into parts, and each part into slices:
/// - One rank of each host carries a part; the ranks of a host carry different parts side by side.
/// - Each host owns one slice of a part.
///
/// The carrier of a part folds the subtrees of its host, where they lie or, if the ranks cannot share
/// memory, from messages. It sends each slice to the carrier on the host that owns it, which adds the
/// hosts' subtrees and sends the total to all other carriers. So a host with one subtree sends
/// 2 · (H - 1) / H · 4 · N bytes whatever the number of its ranks, and half of it for what is rounded.
///
/// Where memory is shared, ranks of a host tell each other by flags how far they are: nobody waits
/// before all work is handed out.
final class NetworkExchange: SubtreeExchange {
    private let group: any Collective
    private let memory: HostMemory
    private let transfers: any Transfers
    private let events: [Event]
    private let lanes: [Lane]
    private let buckets: [Bucket]
    private let pieces: [FloatMemory]
    /// How many of the buckets are final on this rank.
    private var contributedCount = 0
    /// Counts the sums; flags hold it.
    private var round: UInt32 = 0

    /// What it means when a message is over.
    enum Event {
        case sent
        case contribution(lane: Int)
        case subtree(lane: Int)
        case total(lane: Int)
        case part(bucket: Int)
    }

    /// What this rank has to do for one bucket beside its lanes.
    struct Bucket {
        /// Its first element.
        let start: Int
        /// This rank's subtrees, to those that carry them; empty where memory is shared.
        var contributions: [Int] = []
        /// Parts that other ranks of the host carry and send on.
        var parts: [Int] = []
        var laneCount = 0
    }

    /// How far a bucket is in this round.
    private struct Progress {
        var missingParts = 0
        var missingLanes = 0
        var isContributed = false
    }

    private var progress: [Progress]

    /// - Parameter ranges: the buckets in the order in which they become final: the last elements first.
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

    /// Messages of other ranks have a place from now on.
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

    func isFinal(from start: Int) throws {
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

    /// This rank's subtrees are final within a bucket.
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

    private func laneIsDone(in bucket: Int) {
        memory.flags?[memory.localRank].set(2 * bucket + 1, to: round)
    }

    /// Whether the subtrees that a lane folds where they lie are whole.
    private func isReady(_ bucket: Int) -> Bool {
        guard let flags = memory.flags else { return progress[bucket].isContributed }
        return flags.allSatisfy { hasReached($0.number(2 * bucket)) }
    }

    /// Whether the total of a bucket is there.
    private func isDone(_ bucket: Int) -> Bool {
        guard let flags = memory.flags else {
            return progress[bucket].missingLanes == 0 && progress[bucket].missingParts == 0
        }
        return flags.allSatisfy { hasReached($0.number(2 * bucket + 1)) }
    }

    /// A rank without a lane may be in the next round already. Rounds begin anew after 2³².
    private func hasReached(_ number: UInt32) -> Bool { number &- round < 1 << 31 }
}
