import Collectives
import Testing

@Suite struct DeviatingRankTests {
    @Test func equalValuesHaveNone() {
        #expect(
            DeviatingRank(["a", "a", "a"]) == nil && DeviatingRank(["a"]) == nil
                && DeviatingRank([]) == nil)
    }

    @Test func theFirstRankApartFromMostIsNamed() throws {
        let odd = try #require(DeviatingRank(["a", "b", "a", "c", "a"]))
        #expect(odd.rank == 1 && odd.value == "b")
        #expect(odd.majority == "a" && odd.majorityCount == 3)
    }

    @Test func ofTwoValuesAsCommonTheFirstIsTheMajority() throws {
        let odd = try #require(DeviatingRank(["x", "y"]))
        #expect(odd.rank == 1 && odd.majority == "x" && odd.majorityCount == 1)
    }
}
