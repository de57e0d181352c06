import Supervision
import Testing

/// Four hosts of two ranks, of which some do not reach others.
@Suite struct LostHostTests {
    /// - Parameter missed: for the lowest rank of a host, those of the hosts that it does not reach.
    private func report(
        _ missed: [Int: [Int]], asleep: Set<Int> = [], unseen: Set<Int> = []
    ) -> StallReport {
        var judge = StallJudge(worldSize: 8, lookLimit: 20)
        for look in 1...20 {
            judge.look(
                at: (0..<8).map { rank in
                    var place = RankPlace()
                    place.processID = Int32(rank + 10)
                    place.phase = .training
                    place.meetings = 7
                    place.heartbeats = asleep.contains(rank) ? 1 : look
                    place.unreached = RankMask(ranks: missed[rank] ?? [])
                    return unseen.contains(rank) ? nil : place
                })
        }
        return judge.report(seconds: 9, hostNames: (0..<8).map { "node\($0 / 2 + 1)" })
    }

    private func behind(_ missed: [Int: [Int]]) -> [Int] { report(missed).behind.map(\.rank) }

    @Test func theReportNamesTheHostThatAllOthersMiss() {
        #expect(
            report([0: [4], 2: [4], 4: [0, 2, 6], 6: [4]]).description == """
                no rank has moved for 9 s
                behind is rank 4 (process 14 on node3), training: the network does not reach its \
                host from node1, node2, node4
                behind is rank 5 (process 15 on node3), training: the network does not reach its \
                host from node1, node2, node4
                ranks 0 to 3, 6, 7: training
                """)
    }

    @Test func aHostWhoseRanksCannotBeSeenIsNamed() {
        let text = report([0: [4], 2: [4]], asleep: [4], unseen: [5]).description
        for rank in ["rank 4 (process 14 on node3), training", "rank 5 on node3"] {
            #expect(
                text.contains(
                    "behind is \(rank): the network does not reach its host from node1, node2"),
                "\(text)")
        }
    }

    @Test func theHostOfRank0IsNamedWhereItIsTheOneThatAllMiss() {
        #expect(behind([0: [2, 4, 6], 2: [0], 4: [0], 6: [0]]) == [0, 1])
    }

    @Test func severalLostHostsAreAllNamed() {
        #expect(behind([0: [4, 6], 2: [4, 6], 4: [0, 2], 6: [0, 2]]) == [4, 5, 6, 7])
        #expect(behind([0: [4, 6], 2: [4, 6], 4: [0, 2, 6], 6: [0, 2, 4]]) == [4, 5, 6, 7])
    }

    @Test func ofTwoThatMissEachOtherTheHigherIsNamed() {
        #expect(behind([2: [4], 4: [2]]) == [4, 5])
    }

    @Test func whereEveryHostIsReachedNoneIsNamed() { #expect(behind([:]) == []) }

    @Test func whatHostsMissIsNoMove() {
        var one = RankPlace()
        one.unreached = RankMask(ranks: [3])
        #expect(one.isStill(since: RankPlace()))
    }
}
