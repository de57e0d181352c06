import Glibc
import Supervision
import TestSupport
import Testing

/// Two boards that share no memory, as those of two hosts.
@Suite struct PlaceRelayTests {
    private let scratch: TemporaryFolder
    private var folder: String { scratch.path }

    init() throws { scratch = try TemporaryFolder() }

    private func board(of rank: Int, job: String = "job 1 2") -> ProgressBoard {
        ProgressBoard(
            rank: rank, jobName: job, hostNames: ["a", "a", "b"], hostLeaders: [0, 0, 2])
    }

    private var place: RankPlace {
        var place = RankPlace()
        place.processID = 4711
        place.phase = .validation
        place.epoch = 3
        place.step = 17
        place.imageCount = 5
        place.meetings = 99
        place.heartbeats = 7
        place.unreached = RankMask(ranks: [2, 62, 63])
        return place
    }

    @Test func theRanksOfAHostAreSeenOnTheOther() {
        let (one, other) = (board(of: 0), board(of: 2))
        let relays = [PlaceRelay(one, folder: folder), PlaceRelay(other, folder: folder)]
        one.note(place, of: 0)
        one.note(place, of: 1)
        relays[0].exchange()
        relays[1].exchange()
        #expect(other.seen == [place, place, nil])
        for relay in relays { relay.end() }
        #expect(rmdir(folder) == 0, "a file was left")
    }

    @Test func anotherJobsFileIsPassedOver() {
        let (one, other) = (board(of: 0, job: "job 1 1"), board(of: 2))
        let relays = [PlaceRelay(one, folder: folder), PlaceRelay(other, folder: folder)]
        one.note(place, of: 0)
        relays[0].exchange()
        relays[1].exchange()
        #expect(other.seen == [nil, nil, nil])
        for relay in relays { relay.end() }
        rmdir(folder)
    }

    @Test func aDamagedFileIsPassedOver() throws {
        let path = "\(folder)/places-of-rank-0"
        let other = board(of: 2)
        let relay = PlaceRelay(other, folder: folder)
        other.note(place, of: 2)
        let texts = [
            "", "job 1 2",
            "job 1 2\n0 1 2\n-1 1 1 1 1 1 1 1 1\n3 1 1 1 1 1 1 1 1\n2 1 1 1 1 1 1 1 1\n",
            "job 1 2\n0 99999999999 1 1 1 1 1 1 1\n0 1 99 1 1 1 1 1 1\n0 1 1 1 1 1 1 1\nx\n",
        ]
        for text in texts {
            let file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
            try #require(write(file, text, text.utf8.count) == text.utf8.count)
            close(file)
            relay.exchange()
            #expect(other.seen == [nil, nil, place])
        }
        relay.end()
        unlink(path)
        rmdir(folder)
    }
}
