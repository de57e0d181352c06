import Evaluation
import Testing

@Suite struct CoverageTallyTests {
    @Test func eachThresholdHasTheImagesThatReachIt() {
        var tally = CoverageTally()
        // 0.7 is kept by the threshold 0.7: a threshold is what must be reached.
        for (confidence, isCorrect) in [(0.45, false), (0.7, true), (0.72, false), (1.0, true)] {
            tally.add(confidence: confidence, isCorrect: isCorrect)
        }
        func row(_ threshold: Double) -> CoverageTally.Row? {
            tally.rows.first { $0.threshold == threshold }
        }
        #expect(row(0) == .init(threshold: 0, count: 4, coverage: 1, accuracy: 0.5))
        #expect(row(0.7) == .init(threshold: 0.7, count: 3, coverage: 0.75, accuracy: 2.0 / 3))
        #expect(row(0.8) == .init(threshold: 0.8, count: 1, coverage: 0.25, accuracy: 1))
        #expect(row(0.99) == .init(threshold: 0.99, count: 1, coverage: 0.25, accuracy: 1))
        #expect(tally.rows.map(\.threshold) == tally.rows.map(\.threshold).sorted())
    }

    @Test func whereNoImageIsKeptThereIsNoAccuracy() {
        #expect(CoverageTally().rows.allSatisfy { $0.accuracy == nil && $0.coverage == 0 })
        var tally = CoverageTally()
        tally.add(confidence: 0.6, isCorrect: true)
        #expect(tally.rows.last == .init(threshold: 0.99, count: 0, coverage: 0, accuracy: nil))
    }

    @Test func sumOfIntegersIsTheTallyOfAllSamples() {
        var whole = CoverageTally()
        var parts = [CoverageTally(), CoverageTally()]
        for sample in 0..<100 {
            let confidence = Double(sample) / 99
            whole.add(confidence: confidence, isCorrect: sample % 3 > 0)
            parts[sample % 2].add(confidence: confidence, isCorrect: sample % 3 > 0)
        }
        let sum = zip(parts[0].integers, parts[1].integers).map(+)
        #expect(CoverageTally(integers: sum) == whole)
    }
}
