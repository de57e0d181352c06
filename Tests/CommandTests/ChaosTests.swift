import TestSupport
import Testing

extension AllCommands {
    /// `hwr-dist chaos`: each kind of event once.
    @Suite struct ChaosTests {
        @Test func aTrainingSurvivesEveryKindOfEvent() throws {
            let place = try Workplace()
            let result = try run(
                Workplace.command, ["chaos", "--events", "10", "--seed", "1"],
                environment: ["TMPDIR": place.folder.path], timeoutSeconds: 300)
            #expect(result.status == 0 && !result.timedOut, "\(result)")
            let lines = result.standardOutput.split(separator: "\n")
            #expect(lines.filter { $0.hasPrefix("chaos: event ") }.count == 10, "\(result)")
            #expect(lines.last?.contains("all equal to the clean run, in ") == true)
            #expect(try names(in: place.folder.path).filter { $0.contains("chaos") } == [])
        }

        /// As where they may be on other hosts: found by their logs and reached through mpirun.
        @Test func withOptionsOfMPIRunRanksAreReachedThroughIt() throws {
            let place = try Workplace()
            let result = try run(
                Workplace.command, ["chaos", "--events", "4", "--host", "localhost:2"],
                environment: ["TMPDIR": place.folder.path], timeoutSeconds: 200)
            #expect(result.status == 0 && !result.timedOut, "\(result)")
            #expect(result.standardOutput.contains("; no full disk: other hosts would not see it"))
            let lines = result.standardOutput.split(separator: "\n")
            let events = lines.filter { $0.hasPrefix("chaos: event ") }
            #expect(events.count == 4, "\(result)")
            #expect(events.contains { $0.contains(" to rank ") }, "\(result)")
        }
    }
}
