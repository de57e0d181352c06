import Testing

/// Scale, offset, shortcut, ReLU and pooling, in every set of kernels, against their definition in
/// Double.
@Suite struct ActivationKernelTests {
    @Test(arguments: 0..<200 / examplesShare)
    func exactValuesGiveExactlyTheDefinition(example: Int) {
        let problem = ActivationProblem.example(example, .exact)
        let reference = problem.reference
        for kernels in Kernels.all {
            for edge in MemoryEdge.allCases {
                let result = problem.run(kernels, at: edge)
                let what = "\(kernels.name), \(problem)"
                let isForwardEqual = result.y.map(Double.init) == reference.y
                #expect(isForwardEqual, "forward, \(what)")
                let areWinnersEqual = result.winners == reference.winners
                #expect(areWinnersEqual, "winners, \(what)")
                let areSumsEqual =
                    result.gradientSum == reference.gradientSum
                    && result.productSum == reference.productSum
                #expect(areSumsEqual, "sums, \(what)")
                let isInputGradientEqual = result.dx.map(Double.init) == reference.dx
                #expect(isInputGradientEqual, "dx, \(what)")
                let isShortcutGradientEqual =
                    result.shortcutGradient.map(Double.init) == reference.shortcutGradient
                #expect(isShortcutGradientEqual, "the shortcut's gradient, \(what)")
            }
        }
    }

    @Test(arguments: 0..<80 / examplesShare)
    func otherValuesAreRightButForRounding(example: Int) {
        let problem = ActivationProblem.example(example, .uniform)
        let reference = problem.reference
        for kernels in Kernels.all {
            let result = problem.run(kernels)
            let what = "\(kernels.name), \(problem)"
            for (values, expected) in [
                (result.y, reference.y), (result.dx, reference.dx),
                (result.shortcutGradient, reference.shortcutGradient),
            ] {
                let error = largestDifference(values.map(Double.init), expected)
                #expect(error <= 5e-7, "\(what)")
            }
            // Up to 507 terms of at most 2 are summed in float, 64 at a time.
            let gradientError = largestDifference(result.gradientSum, reference.gradientSum)
            #expect(gradientError <= 1e-5, "\(what)")
            let productError = largestDifference(result.productSum, reference.productSum)
            #expect(productError <= 1e-5, "\(what)")
        }
    }

    @Test(arguments: 0..<40 / examplesShare)
    func gradientsMayTakeThePlaceOfTheOutputs(example: Int) {
        let drawn = ActivationProblem.example(example, .uniform)
        let problem = ActivationProblem(
            samples: drawn.samples, height: drawn.height, width: drawn.width,
            channels: drawn.channels, pools: false, hasShortcut: example % 2 == 0, .uniform)
        for kernels in Kernels.all {
            let apart = problem.run(kernels)
            for inPlace in [ActivationProblem.InPlace.dx, .shortcutGradient] {
                let result = problem.run(kernels, inPlace: inPlace)
                let isEqual =
                    hasEqualBits(result.dx, apart.dx)
                    && hasEqualBits(result.shortcutGradient, apart.shortcutGradient)
                #expect(isEqual, "\(kernels.name), \(inPlace) in place, \(problem)")
            }
            let only = problem.run(kernels, inPlace: .dx, wantsShortcutGradient: false)
            let isEqual = hasEqualBits(only.dx, apart.dx)
            #expect(isEqual, "\(kernels.name), no gradient of the shortcut, \(problem)")
        }
    }

    @Test(arguments: 0..<40 / examplesShare)
    func thePooledBiasNeedsNoInputBackward(example: Int) {
        let drawn = ActivationProblem.example(example, .exact)
        var problem = ActivationProblem(
            samples: drawn.samples, height: drawn.height + 1, width: drawn.width + 1,
            channels: drawn.channels, pools: true, hasShortcut: false, .exact)
        let zeros = [Float](repeating: 0, count: drawn.channels)
        problem.rule = [zeros.map { $0 + 1 }, zeros, zeros]
        let reference = problem.reference
        for kernels in Kernels.all {
            let result = problem.run(kernels, wantsShortcutGradient: false, isPooledBias: true)
            let areEqual =
                result.gradientSum == reference.gradientSum
                && result.dx.map(Double.init) == reference.dx
            #expect(areEqual, "\(kernels.name), \(problem)")
            let areNoSums = result.productSum.allSatisfy { $0 == 0 }
            #expect(areNoSums, "\(kernels.name), \(problem)")
        }
    }

    @Test(arguments: 0..<80 / examplesShare)
    func notANumberSurvivesAtEveryPlace(example: Int) {
        var problem = ActivationProblem.example(example, .exact)
        for place in stride(from: example % 7, to: problem.inputCount, by: 7) {
            problem.x[place] = .nan
        }
        let reference = problem.reference
        for kernels in Kernels.all {
            let result = problem.run(kernels)
            let isForwardEqual = zip(result.y, reference.y).allSatisfy { value, expected in
                expected.isNaN ? value.isNaN : Double(value) == expected
            }
            #expect(isForwardEqual, "\(kernels.name), forward, \(problem)")
            let areWinnersEqual = result.winners == reference.winners
            #expect(areWinnersEqual, "\(kernels.name), winners, \(problem)")
        }
    }

    @Test func theFirstOfEqualOnesWins() {
        for kernels in Kernels.all {
            for (block, winner, largest) in [
                ([1, 1, 1, 1], 0, 1), ([0, 1, 1, 1], 1, 1), ([0, 0, 1, 1], 2, 1),
                ([0, 0, 0, 1], 3, 1), ([0, 0, 0, 0], 4, 0), ([-1, -1, -2, -1], 4, 0),
                ([2, 1, 2, 2], 0, 2), ([1, 2, 1, 2], 1, 2), ([-3, 0, -1, 0], 4, 0),
            ] as [([Float], UInt8, Float)] {
                let channels = 19
                var problem = ActivationProblem(
                    samples: 1, height: 2, width: 2, channels: channels, pools: true,
                    hasShortcut: false, .exact)
                problem.scale = Array(repeating: 1, count: channels)
                problem.offset = Array(repeating: 0, count: channels)
                problem.x = block.flatMap { Array(repeating: $0, count: channels) }
                let result = problem.run(kernels)
                let hasWinner = result.winners.allSatisfy { $0 == winner }
                #expect(hasWinner, "\(kernels.name), \(block)")
                let hasLargest = result.y.allSatisfy { $0 == largest }
                #expect(hasLargest, "\(kernels.name), \(block)")
            }
        }
    }
}
