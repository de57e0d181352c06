import Glibc
import TestSupport
import Testing

extension AllCommands {
    /// A rank that the others wait for is named while the run goes on, and afterwards.
    @Suite struct SlowRankTests {
        let place: Workplace

        init() throws { place = try Workplace() }

        /// On two cores three ranks take turns.
        @Test(arguments: [2, 3])
        func aRankThatIsStoppedAgainAndAgainIsNamed(rankCount: Int) throws {
            let job = try place.start(
                [
                    "train", "--run", "run", "--epochs", "1000", "--preset", "accurate",
                    "--synthetic-per-class", "30", "--validation-fraction", "0",
                ], ranks: rankCount)
            let ranks = try RankProcesses(of: job, count: rankCount)
            #expect(!job.standardErrorSoFar.contains("is slow"), "\(job.standardErrorSoFar)")
            let message = "rank 1 on \(try text(of: "/proc/sys/kernel/hostname").dropLast())"
            let isNamed = waitUntil(timeoutSeconds: 60) {
                kill(ranks[1], SIGSTOP)
                usleep(400_000)
                kill(ranks[1], SIGCONT)
                usleep(80_000)
                return job.standardErrorSoFar.contains("warning: \(message) is slow: the others")
            }
            job.signal(SIGUSR1)
            let result = job.wait(timeoutSeconds: 30)
            try #require(isNamed && result.status == 75, "\(result)")
            #expect(result.occurrences(of: "is slow") == result.occurrences(of: message))

            let lines = try JSONNode.lines(try text(of: place.path("run/metrics.jsonl")))
            let waits = lines.compactMap { $0["waitedForSeconds"][message].number }
            #expect(waits.count == result.occurrences(of: "is slow"))
            #expect(waits.allSatisfy { $0 >= 1 })
            let report = try place.hwrDist(["report", "run"])
            #expect(report.status == 0, "\(report)")
            let page = try text(of: place.path("run/report.html"))
            #expect(page.contains("<li>\(message) was slow in "))
        }
    }
}
