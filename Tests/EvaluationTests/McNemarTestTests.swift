import Evaluation
import Testing

@Suite struct McNemarTestTests {
    @Test(arguments: try StatisticsGolden.read().mcNemar)
    func equalsStatsmodels(golden: StatisticsGolden.Pair) {
        for (first, second) in [
            (golden.onlyFirst, golden.onlySecond), (golden.onlySecond, golden.onlyFirst),
        ] {
            let p = McNemarTest(onlyFirst: first, onlySecond: second).pValue
            #expect(abs(p - golden.pValue) <= 1e-9 * golden.pValue, "\(p)")
        }
    }
}
