import Evaluation
import Testing

@Suite struct ScoreTallyTests {
    @Test func sumOfIntegersIsTheTallyOfAllSamplesHoweverTheyAreSpread() {
        // Losses of many magnitudes: as Doubles their sum would depend on the order.
        let losses: [Double] = (0..<1000).map { sample in
            let small = 1e-7 / Double(sample + 1)
            return Double(sample * 7919 % 1000) / 997 + small
        }
        func tally(_ samples: some Sequence<Int>) -> ScoreTally {
            var tally = ScoreTally(classCount: 3)
            for sample in samples {
                let predicted = sample % 7 == 0 ? 0 : sample % 3
                tally.add(
                    truth: sample % 3, predicted: predicted,
                    classesAhead: predicted == sample % 3 ? 0 : 1 + sample % 2,
                    objective: losses[sample], crossEntropy: losses[sample] / 2)
            }
            return tally
        }
        let whole = tally(0..<1000)
        for rankCount in [2, 3, 5] {
            var sum = [Int64](repeating: 0, count: ScoreTally.integerCount(classCount: 3))
            for rank in 0..<rankCount {
                let part = tally(stride(from: rank, to: 1000, by: rankCount)).integers
                for index in sum.indices { sum[index] += part[index] }
            }
            #expect(ScoreTally(classCount: 3, integers: sum) == whole)
        }
        #expect(whole.sampleCount == 1000)
        #expect(abs(whole.objective - losses.reduce(0, +) / 1000) < 1e-9)
        #expect(abs(whole.crossEntropy - losses.reduce(0, +) / 2000) < 1e-9)
    }

    @Test func meansAndAccuracyOfThreeSamplesByHand() {
        var tally = ScoreTally(classCount: 2)
        tally.add(truth: 0, predicted: 0, classesAhead: 0, objective: 0.5, crossEntropy: 0.25)
        tally.add(truth: 1, predicted: 0, classesAhead: 1, objective: 2.5, crossEntropy: 2.75)
        tally.add(truth: 1, predicted: 1, classesAhead: 0, objective: 0, crossEntropy: 0)
        #expect(tally.objective == 1)
        #expect(tally.crossEntropy == 1)
        #expect(tally.correct == 2)
        #expect(tally.accuracy == 2.0 / 3.0)
        let unit: Int64 = 1 << 32
        #expect(tally.integers == [1, 0, 1, 1, 3, 0, 3 * unit, 3 * unit, 3, 3, 3])
    }

    /// 10 samples of class 0; sample i is taken for class i, and i classes are ahead of its own.
    @Test(
        arguments: [
            (10, [nil, 0.2, 0.3, nil, 0.5]), (5, [nil, 0.2, 0.3, nil, nil]), (2, [nil, nil, nil]),
        ] as [(Int, [Double?])])
    func topAccuracyIsTheShareWithFewerClassesAhead(classCount: Int, expected: [Double?]) {
        var tally = ScoreTally(classCount: classCount)
        for sample in 0..<10 {
            let ahead = min(sample, classCount - 1)
            tally.add(
                truth: 0, predicted: ahead, classesAhead: ahead, objective: 0, crossEntropy: 0)
        }
        #expect(expected.indices.map { tally.topAccuracy($0 + 1) } == expected)
    }

    @Test func aTallyWithoutSamplesHasZeroMeans() {
        let tally = ScoreTally(classCount: 2)
        #expect(tally.objective == 0)
        #expect(tally.crossEntropy == 0)
        #expect(tally.accuracy == 0)
    }

    @Test(arguments: [Double.nan, .infinity, -.infinity])
    func lossesThatAreNotFiniteAreCappedAndCounted(loss: Double) {
        var tally = ScoreTally(classCount: 2)
        tally.add(truth: 0, predicted: 0, classesAhead: 0, objective: loss, crossEntropy: 1)
        tally.add(truth: 0, predicted: 0, classesAhead: 0, objective: 0, crossEntropy: 1)
        #expect(tally.nonFiniteCount == 1)
        #expect(tally.objective == FixedPointLoss.greatestLoss / 2)
        #expect(tally.crossEntropy == 1)
    }

    @Test func capKeepsTheSumOfFourMillionDivergedSamplesInRange() {
        let (sum, isTooLarge) = FixedPointLoss.units(.nan).multipliedReportingOverflow(by: 1 << 22)
        #expect(!isTooLarge)
        #expect(FixedPointLoss.mean(units: sum, sampleCount: 1 << 22) == 256)
    }

    @Test(
        arguments: [
            (0, 0), (1, 4_294_967_296), (0x1p-32, 1), (0x1p-33, 0), (0x1.8p-32, 2), (-0x1p-32, -1),
            (1e300, 256 * 4_294_967_296), (-1e300, -256 * 4_294_967_296),
        ] as [(Double, Int64)])
    func lossIsRoundedToUnitsTiesToEven(loss: Double, units: Int64) {
        #expect(FixedPointLoss.units(loss) == units)
    }

    @Test func predictionsOfAnotherCountThanTheSamplesTrap() async {
        await #expect(processExitsWith: .failure) {
            _ = ScoreTally(classCount: 2, integers: [1, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0])
        }
    }
}
