import Collectives
import Testing

@Suite struct OddRanksTests {
    @Test func equalValuesHaveNone() {
        #expect(OddRanks(["a", "a", "a"]) == nil && OddRanks(["a"]) == nil && OddRanks([]) == nil)
    }

    @Test func theFirstRankApartFromMostIsNamed() throws {
        let odd = try #require(OddRanks(["a", "b", "a", "c", "a"]))
        #expect(odd.rank == 1 && odd.value == "b")
        #expect(odd.majority == "a" && odd.majorityCount == 3)
    }

    @Test func ofTwoValuesAsCommonTheFirstIsTheMajority() throws {
        let odd = try #require(OddRanks(["x", "y"]))
        #expect(odd.rank == 1 && odd.majority == "x" && odd.majorityCount == 1)
    }
}
