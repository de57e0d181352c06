import Collectives
import Evaluation

/// How fast two members of a job exchange messages, while members that are in no pair of the round
/// wait.
package struct PairSpeed: Codable, Equatable, Sendable {
    /// The members' numbers; `a` is the lower one.
    package let a: Int
    package let b: Int
    /// The time to send one float each way at the same time.
    package let latencySeconds: Double
    /// The time to send 1 MiB each way at the same time, divided among the ranks of a host.
    package let mebibyteSeconds: Double

    package init(a: Int, b: Int, latencySeconds: Double, mebibyteSeconds: Double) {
        self.a = a
        self.b = b
        self.latencySeconds = latencySeconds
        self.mebibyteSeconds = mebibyteSeconds
    }

    /// The rate each way.
    package var bytesPerSecond: Double { Double(1 << 20) / max(mebibyteSeconds, 1e-9) }

    /// Whether a member belongs to the pair.
    func has(_ member: Int) -> Bool { a == member || b == member }

    /// Measures all pairs of members, round by round.
    ///
    /// - Returns: the speeds on rank 0, ordered by members; an empty array elsewhere.
    static func measure(between members: PairMembers, in world: any Collective) throws
        -> [PairSpeed]
    {
        let links = OwnLinks(of: members, in: world)
        let float = try PairMessenger(world, floatCounts: links.shares(of: 1))
        let mebibyte = try PairMessenger(
            world, floatCounts: links.shares(of: (1 << 20) / MemoryLayout<Float>.stride))
        var own: [PairSpeed] = []
        for pairs in PairMembers.rounds(of: members.ranks.count) {
            let pair = pairs.first { links.peer(in: $0) != nil }
            let peer = pair.flatMap { links.peer(in: $0) }
            let exchangeFloat = { if let peer { try float.exchange(with: peer) } }
            let latency = try medianSeconds(of: 3, in: world, after: exchangeFloat) {
                for _ in 0..<latencyCount { try exchangeFloat() }
            }
            let transfer = try medianSeconds(of: 6, in: world, after: exchangeFloat) {
                if let peer { try mebibyte.exchange(with: peer) }
            }
            if let pair, let peer, world.rank < peer {
                own.append(
                    PairSpeed(
                        a: pair.0, b: pair.1, latencySeconds: latency / Double(latencyCount),
                        mebibyteSeconds: transfer))
            }
        }
        return slowest(of: try world.gather(own).flatMap(\.self))
    }

    /// The speed of each pair of hosts, which is that of the slowest link between their ranks.
    private static func slowest(of links: [PairSpeed]) -> [PairSpeed] {
        Dictionary(grouping: links) { [$0.a, $0.b] }
            .sorted { $0.key.lexicographicallyPrecedes($1.key) }
            .map { members, links in
                PairSpeed(
                    a: members[0], b: members[1],
                    latencySeconds: links.map(\.latencySeconds).max() ?? 0,
                    mebibyteSeconds: links.map(\.mebibyteSeconds).max() ?? 0)
            }
    }

    /// The exchanges of one latency sample: a single one takes no longer than the clock's error.
    private static let latencyCount = 10
    /// The time after which a round on slow links ends early, but not before its second exchange.
    private static let roundSeconds = 0.25

    /// The median time of `work` over up to `count` repetitions, which all pairs of a round start
    /// together.
    ///
    /// - Parameter ready: brings both ends of a link to the same point in time, more exactly than a
    ///   barrier does.
    private static func medianSeconds(
        of count: Int, in world: any Collective, after ready: () throws -> Void,
        _ work: () throws -> Void
    ) throws -> Double {
        var seconds: [Double] = []
        let begin = ContinuousClock.now
        // Repetition 0 is a warm-up: MPI sets up connections when they are first used.
        for number in 0...count {
            try world.barrier()
            try ready()
            let start = ContinuousClock.now
            try work()
            if number > 0 { seconds.append((ContinuousClock.now - start) / .seconds(1)) }
            // Ranks that wait in a barrier leave the cores to those that send.
            try world.barrier()
            let isLate = ContinuousClock.now - begin > .seconds(roundSeconds)
            if try world.combine(isLate ? 1 : 0, by: .maximum) > 0, number > 1 { break }
        }
        return SampleStatistics.median(of: seconds)
    }
}

/// The links that end at this rank.
private struct OwnLinks {
    private let members: PairMembers
    private let world: any Collective
    /// The member that this rank belongs to.
    private let own: Int?

    init(of members: PairMembers, in world: any Collective) {
        self.members = members
        self.world = world
        own = members.ranks.firstIndex { $0.contains(world.rank) }
    }

    /// The rank at the other end of this rank's link between two members; nil if it has none.
    func peer(in pair: (Int, Int)) -> Int? {
        for (one, other) in members.links(pair.0, pair.1) {
            if one == world.rank { return other }
            if other == world.rank { return one }
        }
        return nil
    }

    /// For each peer, how many of `floatCount` floats its link carries.
    func shares(of floatCount: Int) -> [Int: Int] {
        guard let own else { return [:] }
        var shares: [Int: Int] = [:]
        for member in members.ranks.indices where member != own {
            guard let peer = peer(in: (own, member)) else { continue }
            shares[peer] = max(1, floatCount / members.links(own, member).count)
        }
        return shares
    }
}
