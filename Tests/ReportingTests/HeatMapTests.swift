import Reporting
import Testing

@Suite struct HeatMapTests {
    @Test func cellsLieInTheRowOfTheTruthAndTheColumnOfThePrediction() throws {
        // Three classes: cells of 44 units. Names of 4 letters at 13 units take 4 · 13 · 0.6 + 12
        // = 43.2, the caption 22: the cells begin at 65.2 both ways.
        let page = try ReportFixture().page()
        let cell = #"<rect x="65.7" y="109.7" width="43" height="43" fill-opacity="1.00"/>"#
        #expect(page.contains(#"<g class="wrong strong">"# + cell))
        #expect(
            page.contains(#"<text x="87.2" y="135.4" text-anchor="middle" font-size="12">2</text>"#)
        )
        // 37 of 40 recognised: 0.12 + 0.88 · 0.925 = 0.934.
        #expect(page.contains(#"y="109.7" width="43" height="43" fill-opacity="0.93"/>"#))
        // One image against the greatest confusion of 2: 0.12 + 0.88 · √½ = 0.742.
        #expect(page.contains(#"<g class="wrong"><rect x="153.7" y="109.7""#))
        #expect(page.contains(#"fill-opacity="0.74"/>"#))
    }

    @Test func longNamesAreShortenedButWholeInTheHoverText() throws {
        var fixture = ReportFixture()
        fixture.labels = [String(repeating: "x", count: 3000), "b", "c"]
        let page = try fixture.page()
        let short = String(repeating: "x", count: 15) + "…"
        #expect(page.contains(">\(short)<title>\(fixture.labels[0])</title></text>"))
        #expect(MarkupCheck.fault(in: page) == nil)
    }
}
