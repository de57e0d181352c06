import Testing

/// All passes of a dense layer, in every set of kernels, against its definition in Double.
@Suite struct DenseKernelTests {
    @Test(arguments: 0..<123 / examplesShare)
    func passesAreThoseOfTheDefinition(example: Int) {
        let problem = DenseProblem.example(example)
        let reference = problem.reference
        let samples = Array(0..<problem.samples)
        for kernels in Kernels.all {
            for edge in MemoryEdge.allCases {
                let y = problem.forward(kernels, samples: samples, at: edge)
                let forwardError = relativeError(y.map(Double.init), reference.y)
                #expect(forwardError <= 3e-6, "\(kernels.name), forward, \(problem)")

                let both = problem.backward(kernels, samples: samples, at: edge)
                let inputError = relativeError(both.dx.map(Double.init), reference.dx)
                #expect(inputError <= 3e-6, "\(kernels.name), dx, \(problem)")
                let alone = problem.backward(
                    kernels, samples: samples, wantsInputGradient: false, at: edge)
                for gradients in [both, alone] {
                    let weightError = relativeError(
                        added(gradients.weight, to: problem.earlierWeightGradient),
                        reference.weightGradient)
                    #expect(weightError <= 5e-6, "\(kernels.name), weights, \(problem)")
                    // Each sum may be small by chance, its terms are not.
                    let biasError = largestDifference(
                        added(gradients.bias, to: problem.earlierBiasGradient),
                        reference.biasGradient)
                    #expect(biasError <= 3e-6, "\(kernels.name), bias, \(problem)")
                }
            }
        }
    }

    /// Factors that are off by 2⁻⁹ give sums that are off by about a hundredth.
    @Test(arguments: 0..<82 / examplesShare)
    func roundedPassesAreNearTheDefinition(example: Int) {
        let problem = DenseProblem.example(example, isBF16: true)
        let reference = problem.reference
        let samples = Array(0..<problem.samples)
        for kernels in Kernels.all {
            for edge in MemoryEdge.allCases {
                let y = problem.forward(kernels, samples: samples, at: edge)
                let forwardError = relativeError(y.map(Double.init), reference.y)
                #expect(forwardError <= 3e-2, "\(kernels.name), forward, \(problem)")
                #expect(forwardError > 1e-6, "\(kernels.name), not rounded, \(problem)")
                let gradients = problem.backward(kernels, samples: samples, at: edge)
                let inputError = relativeError(gradients.dx.map(Double.init), reference.dx)
                #expect(inputError <= 3e-2, "\(kernels.name), dx, \(problem)")
                let weightError = relativeError(
                    added(gradients.weight, to: problem.earlierWeightGradient),
                    reference.weightGradient)
                #expect(weightError <= 3e-2, "\(kernels.name), weights, \(problem)")
                let biasError = largestDifference(
                    added(gradients.bias, to: problem.earlierBiasGradient), reference.biasGradient)
                #expect(biasError <= 3e-6, "\(kernels.name), bias, \(problem)")
            }
        }
    }

    /// The kernels add to the gradients: what came to the earlier values.
    private func added(_ gradient: [Float], to earlier: [Float]) -> [Double] {
        zip(gradient, earlier).map { Double($0) - Double($1) }
    }
}
