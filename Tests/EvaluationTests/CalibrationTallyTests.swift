import Evaluation
import Testing

@Suite struct CalibrationTallyTests {
    @Test(arguments: try StatisticsGolden.read().calibration)
    func equalsNumPy(golden: StatisticsGolden.Calibration) {
        var tally = CalibrationTally()
        for (confidence, isCorrect) in zip(golden.confidence, golden.correct) {
            tally.add(confidence: confidence, isCorrect: isCorrect)
        }
        #expect(abs(tally.error - golden.error) < 1e-9)
    }

    @Test func aSumOfPartsIsTheWhole() {
        var parts = [CalibrationTally(), CalibrationTally()]
        var whole = CalibrationTally()
        for sample in 0...100 {
            let confidence = Double(sample) / 100
            parts[sample % 2].add(confidence: confidence, isCorrect: sample % 3 == 0)
            whole.add(confidence: confidence, isCorrect: sample % 3 == 0)
        }
        let sum = zip(parts[0].integers, parts[1].integers).map(+)
        #expect(CalibrationTally(integers: sum) == whole)
        #expect(whole.error > 0.1)
        #expect(CalibrationTally().error == 0)
    }
}
