import Testing
import TextFormats

@Suite struct NumberTextTests {
    @Test(
        arguments: [
            (0, 2, "0.00"), (0.126, 2, "0.13"), (-0.126, 2, "-0.13"), (-0.001, 2, "0.00"),
            (1234.5, 1, "1234.5"), (0.05, 4, "0.0500"), (2.5, 0, "3"), (.nan, 2, "nan"),
            (-.infinity, 2, "-inf"), (1e300, 2, "1e+300"),
        ] as [(Double, Int, String)])
    func fixedHasTheGivenDigits(value: Double, fractionDigits: Int, text: String) {
        #expect(NumberText.fixed(value, fractionDigits: fractionDigits) == text)
    }

    @Test(
        arguments: [
            (0.98095, "98.10"), (1, "100.00"), (0.99999, "99.99"), (0, "0.00"), (0.5, "50.00"),
        ] as [(Double, String)])
    func percentKeepsAHundredForPerfectScores(share: Double, text: String) {
        #expect(NumberText.percent(share) == text)
    }

    @Test(arguments: [
        (0, "0"), (999, "999"), (1000, "1,000"), (-13440, "-13,440"), (1_234_567, "1,234,567"),
    ])
    func groupedSetsThousandsApart(value: Int, text: String) {
        #expect(NumberText.grouped(value) == text)
    }
}
