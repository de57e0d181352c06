import Evaluation
import Testing

@Suite struct SampleStatisticsTests {
    @Test func knownValues() throws {
        let odd = try #require(SampleStatistics([2, 4, 9]))
        #expect(odd.mean == 5 && odd.median == 4)
        #expect(odd.standardDeviation == 13.0.squareRoot())
        let even = try #require(SampleStatistics([9, 1, 2, 4]))
        #expect(even.mean == 4 && even.median == 3)
    }

    @Test func oneValueHasNoDeviationAndNoneNothing() throws {
        let one = try #require(SampleStatistics([3]))
        #expect(one.mean == 3 && one.median == 3 && one.standardDeviation == nil)
        #expect(SampleStatistics([]) == nil)
    }

    @Test func quartilesAndTheMedianOfNothing() throws {
        let five = try #require(SampleStatistics([5, 1, 4, 2, 3]))
        #expect(five.quartiles == (2, 4))
        #expect(SampleStatistics.median(of: [3, 1, 2]) == 2)
        #expect(SampleStatistics.median(of: []) == 0)
    }
}
