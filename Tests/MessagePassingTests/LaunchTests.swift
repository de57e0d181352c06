import MessagePassing
import Testing

@Suite struct LaunchTests {
    @Test(arguments: ["OMPI_COMM_WORLD_RANK", "PMIX_RANK", "SLURM_PROCID"])
    func theRankIsReadFromEachLaunchersVariable(name: String) {
        #expect(Launch.rank { $0 == name ? "3" : nil } == 3)
        #expect(Launch.rank { $0 == name ? "0" : nil } == 0)
    }

    @Test func theInnermostLauncherWins() {
        let environment = ["SLURM_PROCID": "0", "OMPI_COMM_WORLD_RANK": "5"]
        #expect(Launch.rank { environment[$0] } == 5)
    }

    @Test func withoutALauncherThereIsNoRank() {
        #expect(Launch.rank { _ in nil } == nil)
        #expect(Launch.rank { _ in "none" } == nil)
    }
}
