import Testing
import Training

/// Which ranks of an epoch are called slow, and which are not.
@Suite struct SlowRanksTests {
    private let hosts = ["node1", "node1", "node2", "node2"]

    /// Ranks of two workers; the epoch's steps take as long as the slowest computes, and 1 s more.
    private func slow(
        computing: [Double], queued: [Double?] = [nil, nil, nil, nil],
        workers: [Int] = [2, 2, 2, 2],
        takesTurns: Bool = false
    ) -> SlowRanks? {
        let stepSeconds = (computing.max() ?? 0) + 1
        let times = computing.indices.map { rank in
            SlowRanks.Times(
                workerCount: workers[rank], stepSeconds: stepSeconds,
                computingSeconds: computing[rank],
                exchangeSeconds: stepSeconds - computing[rank], runQueueSeconds: queued[rank])
        }
        return SlowRanks(times, hosts: hosts, isOversubscribed: takesTurns)
    }

    @Test func theRankThatTheOthersWaitForIsNamed() throws {
        let found = try #require(slow(computing: [10, 10, 11, 19]))
        #expect(found.name == "rank 3 on node2")
        #expect(found.waitedSeconds == 9)
        #expect(found.waitedFraction == 0.45)
        #expect(
            found.text(epoch: 4)
                == "rank 3 on node2 is slow: the others waited 9.0 s for it, 45 % of epoch 4;"
                + " check that host for competing processes or a CPU quota")
    }

    @Test func aHostWhoseRanksAreAllSlowIsNamedAlone() {
        #expect(slow(computing: [10, 10, 18, 19])?.name == "node2")
    }

    @Test func nobodyIsNamedForLittle() {
        #expect(slow(computing: [10, 10, 10, 12.9]) == nil)
        // More than 1.3 times as long, but no second in all.
        #expect(slow(computing: [1, 1, 1, 1.9]) == nil)
        #expect(slow(computing: [10, 10, 10, 10]) == nil)
    }

    @Test func aRankWithMoreWorkersIsNotSlowForIt() {
        #expect(slow(computing: [10, 10, 10, 20], workers: [1, 1, 1, 2]) == nil)
        #expect(
            slow(computing: [10, 10, 10, 20], workers: [2, 2, 2, 1])?.name == "rank 3 on node2")
    }

    @Test func aRankThatWaitsForItsTurnIsNotSlowForIt() {
        let queued = [0, 0, 0, 9.0]
        #expect(slow(computing: [10, 10, 10, 19], queued: queued, takesTurns: true) == nil)
        #expect(slow(computing: [10, 10, 10, 19], queued: queued)?.name == "rank 3 on node2")
        let stopped = [0, 0, 0, 1.0]
        #expect(
            slow(computing: [10, 10, 10, 19], queued: stopped, takesTurns: true)?.waitedSeconds
                == 8)
    }

    @Test func whereTurnsAreNotCountedNobodyIsNamed() {
        #expect(slow(computing: [10, 10, 10, 19], takesTurns: true) == nil)
    }

    @Test func aRankAloneWaitsForNobody() {
        let times = SlowRanks.Times(
            workerCount: 8, stepSeconds: 9, computingSeconds: 9, exchangeSeconds: 0,
            runQueueSeconds: nil)
        #expect(SlowRanks([times], hosts: ["node1"], isOversubscribed: false) == nil)
    }
}
