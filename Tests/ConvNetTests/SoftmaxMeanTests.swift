import ConvNet
import Glibc
import Testing

@Suite struct SoftmaxMeanTests {
    private static let scores: [Float] = [1.5, -2, 0.25, 3, 1, -0.5, -300, 900, 1e-3]
    private static let classCount = 3

    private func softmax(_ scores: some Sequence<Float>, temperature: Double) -> [Double] {
        let scaled = scores.map { Double($0) / temperature }
        let largest = scaled.max() ?? 0
        let terms = scaled.map { exp($0 - largest) }
        return terms.map { $0 / terms.reduce(0, +) }
    }

    @Test func ofOneSoftmaxItIsTheCrossEntropyBitForBit() {
        let mean = SoftmaxMean(classCount: 3, labelSmoothing: 0.1)
        let loss = SoftmaxCrossEntropy(classCount: 3, labelSmoothing: 0.1)
        for start in [0, 3, 6] {
            let own = Array(Self.scores[start..<start + 3])
            for label in 0..<3 {
                var probabilities = [Double](repeating: 0, count: 3)
                let expected = loss.evaluate(
                    scores: own, label: label, probabilities: &probabilities)
                let found = mean.evaluate(
                    scores: own, memberCount: 1, label: label, temperature: 1)
                #expect(found == expected)
                #expect(Array(mean.probabilities) == probabilities)
            }
        }
    }

    @Test(arguments: [0.5, 1, 3])
    func isTheMeanOfTheSoftmaxesAtATemperature(temperature: Double) {
        let smoothing: Float = 0.25
        let mean = SoftmaxMean(classCount: 3, labelSmoothing: smoothing)
        let parts = [0, 3].map {
            softmax(Self.scores[$0..<$0 + 3], temperature: temperature)
        }
        let expected = (0..<3).map { (parts[0][$0] + parts[1][$0]) / 2 }
        for label in 0..<3 {
            let score = mean.evaluate(
                scores: Self.scores, memberCount: 2, label: label, temperature: temperature)
            for k in 0..<3 { #expect(abs(mean.probabilities[k] - expected[k]) < 1e-7) }
            #expect(score.predicted == 0)
            #expect(abs(score.crossEntropy + log(expected[label])) < 1e-6)
            let uniform = -expected.map { log($0) }.reduce(0, +) / 3
            #expect(
                abs(score.objective - 0.75 * -log(expected[label]) - 0.25 * uniform) < 1e-6)
        }
    }

    @Test func aClassThatNoMemberHoldsPossibleHasAFiniteLoss() {
        let scores: [Float] = [0, 2000, 0, 1900]
        let mean = SoftmaxMean(classCount: 2, labelSmoothing: 0)
        let score = mean.evaluate(scores: scores, memberCount: 2, label: 0, temperature: 1)
        #expect(score.predicted == 1)
        #expect(score.crossEntropy > 256 && score.crossEntropy.isFinite)
    }

    @Test func aMemberThatIsNotFiniteIsNotHiddenByTheOthers() {
        let scores: [Float] = [0, 1, .nan, 1]
        let mean = SoftmaxMean(classCount: 2, labelSmoothing: 0)
        let score = mean.evaluate(scores: scores, memberCount: 2, label: 1, temperature: 1)
        #expect(score.crossEntropy.isNaN)
    }
}
