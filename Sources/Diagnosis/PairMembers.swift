package import Collectives

/// The members between which messages are timed: the hosts of a job, or its ranks if there is a
/// single host.
package struct PairMembers: Equatable, Sendable {
    /// Whether the members are hosts; otherwise they are ranks.
    package let areHosts: Bool
    /// The ranks of each member, in rising order.
    package let ranks: [[Int]]

    package init(of layout: HostLayout) {
        areHosts = layout.hosts.count > 1
        ranks = areHosts ? layout.hosts : (0..<layout.worldSize).map { [$0] }
    }

    /// The pairs of ranks that carry the messages between two members side by side, as in a sum:
    /// the first rank of one with the first of the other, and so on.
    func links(_ a: Int, _ b: Int) -> [(Int, Int)] { Array(zip(ranks[a], ranks[b])) }

    /// From this number of members on, several pairs are timed at once.
    private static let manyMembers = 16

    /// All pairs, each once, in rounds. The pairs of a round are timed at the same time and have no
    /// member in common. Of few members, a round is one pair, undisturbed by others. Of many, it is
    /// as many pairs as possible, so that the time grows with the number of members and not with
    /// its square.
    package static func rounds(of count: Int) -> [[(Int, Int)]] {
        let rounds = tournament(of: count)
        return count < manyMembers ? rounds.flatMap { $0.map { [$0] } } : rounds
    }

    /// The rounds of a round-robin tournament, by the circle method: one member stays in place, the
    /// others rotate.
    private static func tournament(of count: Int) -> [[(Int, Int)]] {
        guard count > 1 else { return [] }
        // Rounded up to an even number: whoever is paired with the dummy member has a bye.
        let even = count + count % 2
        return (0..<even - 1).map { round in
            (0..<even / 2).compactMap { table in
                let one = table == 0 ? even - 1 : (round + table) % (even - 1)
                let other = (round + even - 1 - table) % (even - 1)
                return max(one, other) < count ? (min(one, other), max(one, other)) : nil
            }
        }
    }
}
