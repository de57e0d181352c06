import Reporting
import Testing

@Suite struct LineChartTests {
    @Test func twoPointsLieWhereArithmeticPutsThem() throws {
        // Losses 2 and 1: the axis runs from 1.0 to 2.0 in steps of 0.2. The plot is 488 × 220
        // units at (56, 40), so that epoch 1 with 2 is its top left, epoch 2 with 1 bottom right.
        var fixture = ReportFixture()
        fixture.epochCount = 2
        fixture.hasValidation = false
        let page = try fixture.page()
        #expect(page.contains(#"<path class="series-0" d="M56 40L544 260"/>"#))
        #expect(page.contains(#"<circle class="series-0" cx="544" cy="260" r="2.5"/>"#))
        for (height, text) in [(44, "2.0"), (88, "1.8"), (132, "1.6"), (264, "1.0")] {
            #expect(
                page.contains(#"<text x="48" y="\#(height)" text-anchor="end">\#(text)</text>"#))
        }
        #expect(page.contains(#"<text x="56" y="279" text-anchor="middle">1</text>"#))
        #expect(page.contains("<title>epoch 1\ntraining, running 2.0000</title>"))
        // Accuracy is 50 % twice: room of a tenth, 45 to 55, the line in the middle.
        #expect(page.contains(#"<path class="series-0" d="M56 150L544 150"/>"#))
    }

    @Test func aGapSplitsTheLine() throws {
        var fixture = ReportFixture()
        fixture.epochCount = 5
        fixture.hasValidation = false
        fixture.trainLoss = { $0 == 3 ? .nan : $0 < 3 ? 2 : 1 }
        let page = try fixture.page()
        #expect(page.contains(#"d="M56 40L178 40M422 260L544 260""#))
        #expect(page.contains("<title>epoch 3\ntraining, running nan</title>"))
    }

    @Test func oneEpochStandsInTheMiddle() throws {
        var fixture = ReportFixture()
        fixture.epochCount = 1
        fixture.hasValidation = false
        #expect(try fixture.page().contains(#"<path class="series-0" d="M300 "#))
    }

    @Test func accuracyAxisEndsAtAHundredPercent() throws {
        var fixture = ReportFixture()
        fixture.hasValidation = false
        fixture.trainAccuracy = 0.995
        let page = try fixture.page()
        #expect(page.contains(">100 %</text>"))
        #expect(!page.contains(">102 %</text>") && !page.contains(">105 %</text>"))
        #expect(!page.contains(">110 %</text>"))
    }
}
