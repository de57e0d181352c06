import CKernels
import ConvNet
import Glibc
import RandomStreams
import Testing

@Suite struct CrossEntropyTests {
    @Test func exponentialEqualsTheLibrary() {
        let random = CounterRandom(seed: 1, purpose: .test)
        var worst = 0.0
        for element in 0..<20_000 {
            let x = -Double(random.bits(at: element)) * 0x1p-32 * (element % 2 == 0 ? 700 : 2)
            worst = max(worst, abs(ckernels_exponential(x) / exp(x) - 1))
        }
        #expect(worst <= 1e-14)
        #expect(ckernels_exponential(0) == 1)
        #expect(ckernels_exponential(-800) == 0)
        #expect(ckernels_exponential(-.infinity) == 0)
        #expect(ckernels_exponential(.nan).isNaN)
        print("exponential: \(worst)")
    }

    @Test func logarithmEqualsTheLibrary() {
        let random = CounterRandom(seed: 2, purpose: .test)
        var worst = 0.0
        for element in 0..<20_000 {
            // 1 to 2¹⁰, as sums of exponentials are, and numbers very near 1.
            let u = Double(random.bits(at: element)) * 0x1p-32
            let x = element % 2 == 0 ? exp2(10 * u) : 1 + u * 0x1p-20
            worst = max(worst, abs(ckernels_logarithm(x) - log(x)) / max(log(x), 1e-300))
        }
        #expect(worst <= 1e-14)
        #expect(ckernels_logarithm(1) == 0)
        print("logarithm: \(worst)")
    }

    @Test func fourScoresByHand() {
        // e⁰ + e^ln2 + e^ln3 + e^ln4 = 10; the label's share is 3/10.
        let scores: [Float] = [0, Float(log(2.0)), Float(log(3.0)), Float(log(4.0))]
        let (score, probabilities) = evaluate(scores, label: 2, labelSmoothing: 0)
        #expect(score.predicted == 3)
        #expect(abs(score.crossEntropy - log(10.0 / 3.0)) <= 1e-7)
        #expect(score.objective == score.crossEntropy)
        for (k, probability) in probabilities.enumerated() {
            #expect(abs(probability - Double(k + 1) / 10) <= 1e-7)
        }
    }

    @Test func labelSmoothingGivesEveryClassItsShare() {
        let scores: [Float] = [0, Float(log(2.0)), Float(log(3.0)), Float(log(4.0))]
        let (score, _) = evaluate(scores, label: 2, labelSmoothing: 0.1)
        // 0.925 of the label's loss and 0.025 of each other class's: -ln(k / 10).
        let losses = (1...4).map { -log(Double($0) / 10) }
        let expected = 0.925 * losses[2] + 0.025 * (losses[0] + losses[1] + losses[3])
        #expect(abs(score.objective - expected) <= 1e-7)
        #expect(abs(score.crossEntropy - losses[2]) <= 1e-7)
    }

    /// Two samples of three classes; the objective by hand, its gradient by differences. Weights count
    /// for smoothing and teachers, too.
    @Test(arguments: [[], [5, 0.25, 1.5]], [0, 0.75])
    func teachersTakeTheirShareAndClassesCountByTheirWeights(weights: [Double], share: Double) {
        let scores: [Float] = [0.5, -1, 2, 1, 0, -0.5]
        let labels: [Int32] = [2, 1]
        let targets: [Float] = [0.25, 0.25, 0.5, 0.125, 0.75, 0.125]

        func objective(_ scores: [Double]) -> Double {
            (0..<2).reduce(0.0) { sum, sample in
                let row = Array(scores[3 * sample..<3 * sample + 3])
                let logarithm = log(row.reduce(0) { $0 + exp($1) })
                let label = Int(labels[sample])
                let weight = weights.isEmpty ? 1 : weights[label]
                return sum + weight
                    * (0..<3).reduce(0.0) { total, k in
                        let own = (k == label ? 0.9 : 0) + 0.1 / 3
                        let target =
                            (1 - share) * own + share * Double(targets[3 * sample + k])
                        return total + target * (logarithm - row[k])
                    }
            }
        }

        var gradient = [Float](repeating: 0, count: 6)
        var probabilities = [Double](repeating: 0, count: 3)
        let result = targets.withUnsafeBufferPointer { targets in
            SoftmaxCrossEntropy(
                classCount: 3, labelSmoothing: 0.1, classWeights: weights
            ).gradient(
                scores: scores, labels: labels,
                teaching: share == 0
                    ? nil : targets.baseAddress.map { Teaching(targets: $0, share: share) },
                sampleCount: 2, into: &gradient, probabilities: &probabilities)
        }
        let exact = scores.map(Double.init)
        #expect(abs(result.loss - objective(exact)) < 1e-6)
        #expect(result.correct == 1)
        for i in 0..<6 {
            var (above, below) = (exact, exact)
            above[i] += 1e-5
            below[i] -= 1e-5
            let slope = (objective(above) - objective(below)) / 2e-5
            #expect(abs(Double(gradient[i]) - slope) < 1e-6)
        }
    }

    @Test func theFirstOfEqualScoresIsThePrediction() {
        #expect(evaluate([1, 3, 3, 2], label: 0).score.predicted == 1)
        #expect(evaluate([2, 2, 2, 2], label: 3).score.predicted == 0)
    }

    @Test func largeScoresDoNotOverflow() {
        let (score, probabilities) = evaluate([3e38, -3e38, 0], label: 0)
        #expect(probabilities == [1, 0, 0])
        #expect(score.crossEntropy == 0)
    }

    @Test(arguments: [Float.nan, .infinity, -.infinity])
    func aScoreThatIsNoNumberMakesTheLossNaN(value: Float) {
        for place in 0..<3 {
            var scores: [Float] = [1, 2, 3]
            scores[place] = value
            let (score, probabilities) = evaluate(scores, label: 1, labelSmoothing: 0.1)
            #expect(score.objective.isNaN)
            #expect(score.crossEntropy.isNaN)
            #expect(probabilities.allSatisfy { $0.isNaN })
        }
    }

    /// A parameter that is no number must reach the loss through ReLU, pooling and batch norm.
    @Test(arguments: Preset.allCases)
    func aNaNWeightMakesTheLossNaN(preset: Preset) {
        let model = NetworkModel(
            NetworkCase(preset: preset, height: 16, width: 16, sampleCount: 2))
        model.parameters.floats[0] = .nan
        #expect(model.accumulateGradients().loss.isNaN)
    }

    private func evaluate(
        _ scores: [Float], label: Int, labelSmoothing: Float = 0
    ) -> (score: SoftmaxCrossEntropy.SampleScore, probabilities: [Double]) {
        var probabilities = Array(repeating: 0.0, count: scores.count)
        let score = SoftmaxCrossEntropy(
            classCount: scores.count, labelSmoothing: labelSmoothing
        ).evaluate(scores: scores, label: label, probabilities: &probabilities)
        return (score, probabilities)
    }
}
