import Testing

/// What the bits of the kernels' results must not depend on.
@Suite struct KernelBitsTests {
    static let awkwardConvolutions = [
        ConvolutionProblem(height: 1, width: 1, inputs: 5, outputs: 1, padding: 1, samples: 2),
        ConvolutionProblem(height: 3, width: 3, inputs: 1, outputs: 17, padding: 0, samples: 3),
        ConvolutionProblem(height: 7, width: 10, inputs: 4, outputs: 33, padding: 1, samples: 2),
        ConvolutionProblem(height: 9, width: 6, inputs: 33, outputs: 20, padding: 0, samples: 3),
        ConvolutionProblem(height: 5, width: 13, inputs: 16, outputs: 48, padding: 1, samples: 2),
        ConvolutionProblem(height: 14, width: 3, inputs: 31, outputs: 3, padding: 1, samples: 1),
        // Its weights are more than all else.
        ConvolutionProblem(height: 2, width: 2, inputs: 160, outputs: 176, padding: 1, samples: 2),
    ]

    static let awkwardDenses = [
        DenseProblem(inputs: 1, outputs: 1, samples: 1),
        DenseProblem(inputs: 17, outputs: 29, samples: 5),
        DenseProblem(inputs: 100, outputs: 16, samples: 3),
        DenseProblem(inputs: 48, outputs: 40, samples: 9),
        DenseProblem(inputs: 63, outputs: 128, samples: 2),
    ]

    /// The results of all functions, each with a name.
    private static func results(
        _ kernels: Kernels, at edge: MemoryEdge
    ) -> [(name: String, bits: [UInt64])] {
        var results: [(String, [UInt64])] = []
        func add(_ name: String, _ values: [Float]) {
            results.append((name, values.map { UInt64($0.bitPattern) }))
        }
        func add(_ name: String, _ values: [Double]) {
            results.append((name, values.map(\.bitPattern)))
        }
        for problem in awkwardConvolutions {
            let samples = Array(0..<problem.samples)
            add("\(problem), y", problem.forward(kernels, samples: samples, at: edge))
            let both = problem.backward(kernels, samples: samples, at: edge)
            add("\(problem), weights", both.weightGradient)
            add("\(problem), dx", both.dx)
            let alone = problem.backward(
                kernels, samples: samples, wantsInputGradient: false, at: edge)
            add("\(problem), weights alone", alone.weightGradient)
        }
        for problem in awkwardDenses {
            let samples = Array(0..<problem.samples)
            add("\(problem), y", problem.forward(kernels, samples: samples, at: edge))
            let both = problem.backward(kernels, samples: samples, at: edge)
            add("\(problem), weights", both.weight)
            add("\(problem), bias", both.bias)
            add("\(problem), dx", both.dx)
            let alone = problem.backward(
                kernels, samples: samples, wantsInputGradient: false, at: edge)
            add("\(problem), weights alone", alone.weight)
        }
        for example in stride(from: 0, to: 40, by: examplesShare) {
            let problem = ActivationProblem.example(example, .uniform)
            let result = problem.run(kernels, at: edge)
            add("\(problem), y", result.y)
            results.append(("\(problem), winners", result.winners.map(UInt64.init)))
            add("\(problem), sums", result.gradientSum + result.productSum)
            add("\(problem), dx", result.dx + result.shortcutGradient)
            let rows = problem.inputCount / problem.channels
            let sums = channelSums(
                problem.x, shift: problem.mean, rows: rows, kernels, at: edge)
            add("\(problem), channel sums", sums.sum + sums.squareSum)
        }
        return results
    }

    @Test func setsWithFusedMultiplyAddGiveEqualBits() {
        let sets = Kernels.allOfEqualBits
        guard let first = sets.first, sets.count > 1 else {
            print("skipped: bits of two sets of kernels (this processor has too few)")
            return
        }
        let expected = Self.results(first, at: .end)
        for other in sets.dropFirst() {
            for (result, expected) in zip(Self.results(other, at: .end), expected) {
                let isEqual = result.bits == expected.bits
                #expect(isEqual, "\(other.name) and \(first.name), \(result.name)")
            }
        }
    }

    @Test(arguments: Kernels.all)
    func bitsDoNotDependOnWhereMemoryLies(kernels: Kernels) {
        for (start, end) in zip(
            Self.results(kernels, at: .start), Self.results(kernels, at: .end))
        {
            let isEqual = start.bits == end.bits
            #expect(isEqual, "\(start.name)")
        }
    }

    #if DEBUG
    static let largestBatch = 12
    static let smallBatchSizes = [2, 7]
    #else
    static let largestBatch = 33
    static let smallBatchSizes = Array(2...9)
    #endif

    /// The first by the thin way; the last two do not fit into the cache as a whole batch, so that
    /// they are worked on in blocks.
    static let batchShapes = [
        (height: 9, width: 11, inputs: 1, outputs: 20), (6, 7, 17, 5), (16, 16, 20, 33),
        (33, 18, 32, 16),
    ]

    @Test(arguments: Kernels.all, batchShapes)
    func aConvolvedSampleHasTheSameBitsInEveryBatch(
        kernels: Kernels, shape: (height: Int, width: Int, inputs: Int, outputs: Int)
    ) {
        for isBF16 in [false, true] {
            expectEqualBits(
                ConvolutionProblem(
                    height: shape.height, width: shape.width, inputs: shape.inputs,
                    outputs: shape.outputs, padding: 1, samples: Self.largestBatch,
                    isBF16: isBF16), kernels)
        }
    }

    private func expectEqualBits(_ problem: ConvolutionProblem, _ kernels: Kernels) {
        let alone = (0..<Self.largestBatch).map { sample in
            (
                y: problem.forward(kernels, samples: [sample]),
                dx: problem.backward(kernels, samples: [sample]).dx
            )
        }
        for batch in Self.batches {
            let y = problem.forward(kernels, samples: batch)
            let isForwardEqual = hasEqualBits(y, batch.flatMap { alone[$0].y })
            #expect(isForwardEqual, "forward, \(batch)")
            let dx = problem.backward(kernels, samples: batch).dx
            let isInputGradientEqual = hasEqualBits(dx, batch.flatMap { alone[$0].dx })
            #expect(isInputGradientEqual, "dx, \(batch)")
        }
    }

    @Test(arguments: Kernels.all, [1, 29, 48, 128])
    func aDenseSampleHasTheSameBitsInEveryBatch(kernels: Kernels, outputs: Int) {
        for isBF16 in [false, true] {
            expectEqualBits(
                DenseProblem(
                    inputs: 75, outputs: outputs, samples: Self.largestBatch, isBF16: isBF16),
                kernels)
        }
    }

    private func expectEqualBits(_ problem: DenseProblem, _ kernels: Kernels) {
        let alone = (0..<Self.largestBatch).map { sample in
            (
                y: problem.forward(kernels, samples: [sample]),
                dx: problem.backward(kernels, samples: [sample]).dx
            )
        }
        for batch in Self.batches {
            let y = problem.forward(kernels, samples: batch)
            let isForwardEqual = hasEqualBits(y, batch.flatMap { alone[$0].y })
            #expect(isForwardEqual, "forward, \(batch)")
            let dx = problem.backward(kernels, samples: batch).dx
            let isInputGradientEqual = hasEqualBits(dx, batch.flatMap { alone[$0].dx })
            #expect(isInputGradientEqual, "dx, \(batch)")
        }
    }

    /// All samples in order and in others, and some in small batches: every place sees several
    /// samples, and all sizes of what is left over after whole blocks of rows occur.
    private static var batches: [[Int]] {
        let all = Array(0..<largestBatch)
        // No divisor of 12 or 33.
        let stepped = all.map { ($0 * 5 + 4) % largestBatch }
        return [all, Array(all.reversed()), stepped]
            + smallBatchSizes.map { Array(stepped.prefix($0)) }
    }
}
