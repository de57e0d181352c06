import Evaluation
import FoundationEssentials
import Testing

@Suite struct ConfusionMatrixTests {
    @Test func rowsAreTheTruthAndColumnsThePrediction() {
        var matrix = ConfusionMatrix(classCount: 3)
        matrix.add(truth: 0, predicted: 2)
        matrix.add(truth: 0, predicted: 2)
        matrix.add(truth: 1, predicted: 1)
        #expect(matrix.counts == [0, 0, 2, 0, 1, 0, 0, 0, 0])
        #expect(matrix[truth: 0, predicted: 2] == 2)
        #expect(matrix.total == 3)
        #expect(matrix.correct == 1)
        #expect(matrix.truthTotals == [2, 1, 0])
        #expect(matrix.predictionTotals == [0, 1, 2])
    }

    @Test func frequentConfusionsComeLargestFirstAndTiesInRowOrder() {
        let matrix = ConfusionMatrix(classCount: 3, counts: [9, 1, 0, 4, 0, 1, 0, 1, 7])
        let confusions = matrix.mostFrequentConfusions(limit: 3)
        #expect(confusions.map(\.truth) == [1, 0, 1])
        #expect(confusions.map(\.predicted) == [0, 1, 2])
        #expect(confusions.map(\.count) == [4, 1, 1])
        #expect(confusions[0].shareOfTruth == 0.8)
        #expect(matrix.mostFrequentConfusions(limit: 99).count == 4)
    }

    @Test(arguments: [
        #"{"classCount":2,"counts":[1,2,3]}"#,
        #"{"classCount":0,"counts":[]}"#,
        #"{"classCount":-1,"counts":[1]}"#,
        #"{"classCount":1,"counts":[-1]}"#,
        #"{"classCount":9223372036854775807,"counts":[1]}"#,
    ])
    func jsonThatIsNoMatrixIsRefused(json: String) {
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode(ConfusionMatrix.self, from: Data(json.utf8))
        }
    }

    @Test func aClassOutOfRangeTraps() async {
        await #expect(processExitsWith: .failure) {
            var matrix = ConfusionMatrix(classCount: 2)
            matrix.add(truth: 0, predicted: 2)
        }
    }
}
