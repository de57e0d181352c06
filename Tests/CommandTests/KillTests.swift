import TestSupport
import Testing

extension AllCommands {
    /// Real kills of a training under mpirun.
    @Suite struct KillTests {
        private static let script: String =
            #filePath.dropLast("Tests/CommandTests/KillTests.swift".count) + "scripts/check-kills"

        /// A few; `scripts/check-kills` alone makes more.
        @Test func runsKilledAtRandomMomentsEndLikeTheUninterruptedOne() throws {
            let result = try run(
                Self.script, ["6"], environment: ["HWR_DIST": Workplace.command],
                timeoutSeconds: 240)
            #expect(result.status == 0 && !result.timedOut, "\(result)")
            #expect(result.standardOutput.contains("\n6 kills, none lost anything"), "\(result)")
        }
    }
}
