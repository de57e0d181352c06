import Supervision
import Testing

@Suite struct StallJudgeTests {
    /// Rank 0 waits, rank 1 works; both are awake.
    private var places: [RankPlace?] = [
        Self.place(process: 10, meetings: 7), Self.place(process: 11, meetings: 6),
    ]
    private var judge = StallJudge(worldSize: 2, lookLimit: 20)

    private static func place(process: Int32, meetings: Int) -> RankPlace {
        var place = RankPlace()
        place.processID = process
        place.phase = .training
        place.meetings = meetings
        return place
    }

    /// Looks some times; ranks in `asleep` have no heartbeats.
    private mutating func look(
        times: Int, asleep: Set<Int> = [], move: (inout Self) -> Void = { _ in }
    ) {
        for _ in 0..<times {
            for rank in places.indices where !asleep.contains(rank) {
                places[rank]?.heartbeats += 1
            }
            move(&self)
            judge.look(at: places)
        }
    }

    private var behind: [Int] {
        judge.report(seconds: 1, hostNames: ["a", "b", "c"]).behind.map(\.rank)
    }

    @Test mutating func heartbeatsAloneAreNoProgress() {
        look(times: 1)
        #expect(judge.quietLooks == 0)
        look(times: 9)
        #expect(judge.quietLooks == 9)
    }

    @Test(arguments: 0..<4)
    mutating func oneImageStepPhaseOrMeetingOfOneRankIsProgress(kind: Int) {
        look(times: 9)
        look(times: 1) { test in
            switch kind {
            case 0: test.places[1]?.imageCount += 1
            case 1: test.places[1]?.step += 1
            case 2: test.places[1]?.phase = .checkpoint
            default: test.places[1]?.meetings += 1
            }
        }
        #expect(judge.quietLooks == 0)
    }

    @Test mutating func behindIsWhoHasNotComeToTheMeeting() {
        look(times: 20)
        #expect(behind == [1])
        #expect(judge.speaker == 0)
    }

    @Test mutating func behindIsAboveAllWhoseProcessDoesNotRun() {
        look(times: 1)
        look(times: 20, asleep: [0])
        #expect(behind == [0])
        #expect(judge.speaker == 1)
    }

    @Test mutating func behindIsWhoHasLeftWhileOthersHaveNot() {
        places[0]?.phase = .ending
        places[1]?.meetings = 7
        look(times: 20)
        #expect(behind == [0])
    }

    @Test mutating func nobodyIsBehindWhereAllWait() {
        places[1]?.meetings = 7
        look(times: 20)
        #expect(judge.quietLooks == 19)
        #expect(behind == [])
        #expect(
            judge.report(seconds: 9, hostNames: ["a", "b"]).description == """
                no rank has moved for 9 s
                all ranks wait for each other, as when the network between them has failed
                ranks 0, 1: training
                """)
    }

    /// It may work on another host.
    @Test mutating func ranksThatAllWaitForOneThatCannotBeSeenAreNoStall() {
        places = [Self.place(process: 10, meetings: 7), nil]
        look(times: 20)
        #expect(judge.quietLooks == 0)
        places[0]?.meetings = 8
        look(times: 20)
        #expect(judge.quietLooks == 19)
    }
}
