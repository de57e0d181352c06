package import Collectives

/// Between whom messages are measured: the hosts of a job, or its ranks where all are on one host.
package struct PairMembers: Equatable, Sendable {
    package let areHosts: Bool
    /// The ranks of each member, in rising order.
    package let ranks: [[Int]]

    package init(of layout: HostLayout) {
        areHosts = layout.hosts.count > 1
        ranks = areHosts ? layout.hosts : (0..<layout.worldSize).map { [$0] }
    }

    /// The ranks of two members that send to each other side by side, as those of two hosts do in a sum.
    func links(_ a: Int, _ b: Int) -> [(Int, Int)] { Array(zip(ranks[a], ranks[b])) }

    /// From so many members on, several pairs are measured at once.
    private static let manyMembers = 16

    /// All pairs, each once. Those of a round have no member in common and are measured at the same time:
    /// of few members one pair, of many as many as there are, so that the time grows with their number and
    /// not with its square.
    package static func rounds(of count: Int) -> [[(Int, Int)]] {
        let rounds = tournament(of: count)
        return count < manyMembers ? rounds.flatMap { $0.map { [$0] } } : rounds
    }

    /// By the circle method: one member stays, the others go round.
    private static func tournament(of count: Int) -> [[(Int, Int)]] {
        guard count > 1 else { return [] }
        // Whoever meets the number that is nobody's has no partner in this round.
        let even = count + count % 2
        return (0..<even - 1).map { round in
            (0..<even / 2).compactMap { place in
                let one = place == 0 ? even - 1 : (round + place) % (even - 1)
                let other = (round + even - 1 - place) % (even - 1)
                return max(one, other) < count ? (min(one, other), max(one, other)) : nil
            }
        }
    }
}
