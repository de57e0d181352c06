import Collectives
import Failures
import TestSupport
import Testing
import Training

@Suite struct RankAgreementTests {
    @Test func theHostWithAnotherProgramIsNamedAndNotTheOneThatCompared() throws {
        try InProcessGroup.run(worldSize: 4, hosts: [0, 0, 0, 1]) { group in
            let facts = RankFacts(
                RankFacts.program(buildID: group.rank == 3 ? "b2" : "b1"),
                hostName: group.hostName)
            let error = try #require(throws: AgreedFailure.self) {
                try group.requireEqual(facts)
            }
            #expect(error.exitStatus == .configuration)
            #expect(
                error.description
                    == "the program (build-id) differs: rank 3 on node2 has b2, 3 of 4 ranks have"
                    + " b1; install the same hwr-dist on all hosts")
        }
    }
}
