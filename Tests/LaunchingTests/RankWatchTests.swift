import Launching
import Testing

@Suite struct RankWatchTests {
    /// The looks, counted from 1, at which the ranks are said to be gone.
    private func alarms(limit: Int?, counts: [Int]) -> [Int] {
        var watch = RankWatch(lookLimit: limit)
        return counts.enumerated().filter { watch.areGone(whenSeen: $1) }.map { $0.offset + 1 }
    }

    @Test func ranksThatWereThereAreGoneAtTheLimitAndToldOnce() {
        #expect(alarms(limit: 3, counts: [0, 4, 4, 0, 0, 0, 0, 0]) == [6])
    }

    @Test func looksWithoutRanksMustFollowEachOther() {
        #expect(alarms(limit: 3, counts: [1, 0, 0, 1, 0, 0, 1, 0, 0]) == [])
    }

    @Test func anMpirunThatNeverHadProcessesIsNotWaitedFor() {
        #expect(alarms(limit: 2, counts: [0, 0, 0, 0, 0]) == [])
    }

    @Test func withoutALimitNothingIsGone() {
        #expect(alarms(limit: nil, counts: [1, 0, 0, 0]) == [])
    }
}
