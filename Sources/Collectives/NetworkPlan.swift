/// Plans the messages and additions of a `NetworkExchange` on one rank, bucket by bucket, once for
/// all sums.
struct NetworkPlan {
    /// The messages, and the elements that each carries.
    private(set) var transfers: [(transfer: Transfer, elements: Range<Int>)] = []
    /// The meaning of the completion of each of `transfers`, by its index.
    private(set) var events: [NetworkExchange.Event] = []
    private(set) var lanes: [Lane] = []
    private(set) var buckets: [NetworkExchange.Bucket] = []
    /// Buffers for messages and partial sums that are not part of the vectors.
    private(set) var pieces: [FloatMemory] = []

    private let rank: Int
    private let assignment: WorkerAssignment
    private let precision: SumPrecision
    private let memory: HostMemory
    private let host: Int
    /// The number of parts of a bucket: each rank of the largest host leads one.
    private let partCount: Int
    /// The number of tags that one part needs: one for each subtree, and the last for totals.
    private let tagsPerPart: Int

    init(rank: Int, assignment: WorkerAssignment, precision: SumPrecision, memory: HostMemory) {
        let layout = assignment.layout
        self.rank = rank
        self.assignment = assignment
        self.precision = precision
        self.memory = memory
        host = layout.host(of: rank)
        partCount = layout.hosts.map(\.count).max() ?? 1
        let counts =
            (0..<layout.worldSize).map { assignment.maximalSubtrees(of: $0).count }
            + layout.hosts.indices.map { assignment.maximalSubtrees(onHost: $0).count }
        tagsPerPart = (counts.max() ?? 0) + 1
    }

    /// Lower tags belong to other operations, such as `gather` and the measurements of `doctor`.
    private static let firstTag = 16

    /// - Parameter range: must begin on a cache line.
    mutating func add(bucket: Int, _ range: Range<Int>) {
        buckets.append(NetworkExchange.Bucket(start: range.lowerBound))
        for part in 0..<partCount {
            let elements = cacheLineSlice(part, of: partCount, in: range)
            guard !elements.isEmpty else { continue }
            let place = Part(
                bucket: bucket, firstTag: Self.firstTag + (bucket * partCount + part) * tagsPerPart,
                number: part,
                elements: elements)
            if carrier(of: place, on: host) == rank {
                addLane(place)
            } else if memory.flags == nil {
                addContribution(place)
            }
        }
    }

    private struct Part {
        let bucket: Int
        let firstTag: Int
        let number: Int
        let elements: Range<Int>
    }

    /// The rank of a host that leads a part.
    private func carrier(of part: Part, on host: Int) -> Int {
        let ranks = assignment.layout.hosts[host]
        return ranks[part.number % ranks.count]
    }

    private func totalTag(_ part: Part) -> Int { part.firstTag + tagsPerPart - 1 }

    /// Another rank of this host leads the part and does not share memory with this rank: sends it
    /// this rank's subtrees, and receives the total.
    private mutating func addContribution(_ part: Part) {
        let carrier = carrier(of: part, on: host)
        for index in assignment.maximalSubtrees(of: rank).indices {
            guard let vector = memory.vector(index, ofLocalRank: memory.localRank) else { continue }
            buckets[part.bucket].contributions.append(
                add(.sent, .send, carrier, part.firstTag + index, vector, part.elements))
        }
        buckets[part.bucket].parts.append(
            add(
                .part(bucket: part.bucket), .receive, carrier, totalTag(part), memory.total,
                part.elements))
    }

    /// This rank leads the part for its host.
    private mutating func addLane(_ part: Part) {
        var plan = Lane.Plan()
        let subtrees = hostSubtrees(part, &plan)
        let hostCount = assignment.layout.hosts.count
        let total = SubtreeFold.Place(base: memory.total, origin: 0)
        var own: SubtreeFold?
        for owner in 0..<hostCount {
            let slice = cacheLineSlice(owner, of: hostCount, in: part.elements)
            guard !slice.isEmpty else { continue }
            let fold = SubtreeFold(
                subtrees, in: assignment.tree, range: slice, precision: precision
            ) { _ in
                hostCount == 1 ? total : newPlace(for: slice)
            }
            guard owner != host else {
                own = fold
                continue
            }
            var hostFold = Lane.HostFold(fold: fold)
            let peer = carrier(of: part, on: owner)
            for (index, root) in fold.roots.enumerated() {
                hostFold.sends.append(
                    add(.sent, .send, peer, part.firstTag + index, root.place, slice))
            }
            plan.hostFolds.append(hostFold)
            plan.totalReceives.append(
                add(.total(lane: lanes.count), .receive, peer, totalTag(part), total, slice))
        }
        if let own {
            plan.hostFolds.append(Lane.HostFold(fold: own))
            if hostCount > 1 { addOwnSlice(part, own.roots, total, &plan) }
        }
        if memory.flags == nil {
            for peer in assignment.layout.hosts[host] where peer != rank {
                plan.partSends.append(
                    add(.sent, .send, peer, totalTag(part), memory.total, part.elements))
            }
        }
        lanes.append(Lane(bucket: part.bucket, plan: plan))
        buckets[part.bucket].laneCount += 1
    }

    /// The maximal subtrees of all ranks of this host, in shared memory or in the buffers where
    /// they arrive.
    private mutating func hostSubtrees(_ part: Part, _ plan: inout Lane.Plan)
        -> [SubtreeFold.Subtree]
    {
        var subtrees: [SubtreeFold.Subtree] = []
        for (localRank, source) in assignment.layout.hosts[host].enumerated() {
            for (index, leaves) in assignment.maximalSubtrees(of: source).enumerated() {
                if let vector = memory.vector(index, ofLocalRank: localRank) {
                    subtrees.append(
                        .init(leaves: leaves, place: .init(base: vector, origin: 0)))
                } else {
                    let place = newPlace(for: part.elements)
                    subtrees.append(.init(leaves: leaves, place: place))
                    plan.contributions.append(
                        add(
                            .contribution(lane: lanes.count), .receive, source,
                            part.firstTag + index, place, part.elements))
                }
            }
        }
        return subtrees
    }

    /// Plans the slice of a part that this host adds for all hosts.
    private mutating func addOwnSlice(
        _ part: Part, _ ownRoots: [SubtreeFold.Subtree], _ total: SubtreeFold.Place,
        _ plan: inout Lane.Plan
    ) {
        let hostCount = assignment.layout.hosts.count
        let slice = cacheLineSlice(host, of: hostCount, in: part.elements)
        var subtrees = ownRoots
        for source in 0..<hostCount where source != host {
            let peer = carrier(of: part, on: source)
            for (index, leaves) in assignment.maximalSubtrees(onHost: source).enumerated() {
                let place = newPlace(for: slice)
                subtrees.append(.init(leaves: leaves, place: place))
                plan.subtreeReceives.append(
                    add(
                        .subtree(lane: lanes.count), .receive, peer, part.firstTag + index, place,
                        slice))
            }
            plan.totalSends.append(add(.sent, .send, peer, totalTag(part), total, slice))
        }
        plan.totalFold = SubtreeFold(
            subtrees, in: assignment.tree, range: slice, precision: precision
        ) { _ in total }
    }

    /// A new buffer for some elements.
    private mutating func newPlace(for elements: Range<Int>) -> SubtreeFold.Place {
        let piece = FloatMemory(floatCount: elements.count)
        pieces.append(piece)
        return .init(base: piece.start, origin: elements.lowerBound)
    }

    private mutating func add(
        _ event: NetworkExchange.Event, _ direction: Transfer.Direction, _ peer: Int, _ tag: Int,
        _ vector: UnsafeMutablePointer<Float>, _ elements: Range<Int>
    ) -> Int {
        add(event, direction, peer, tag, .init(base: vector, origin: 0), elements)
    }

    private mutating func add(
        _ event: NetworkExchange.Event, _ direction: Transfer.Direction, _ peer: Int, _ tag: Int,
        _ place: SubtreeFold.Place, _ elements: Range<Int>
    ) -> Int {
        events.append(event)
        let floats = UnsafeMutableBufferPointer(
            start: place.block(at: elements.lowerBound), count: elements.count)
        transfers.append(
            (Transfer(direction, peer: peer, tag: tag, floats: floats), elements))
        return transfers.count - 1
    }
}
