import CKernels
import Testing

/// All passes of a 3x3 convolution, in every set of kernels, against its definition in Double.
@Suite struct ConvolutionKernelTests {
    @Test(arguments: 0..<165 / examplesShare)
    func passesAreThoseOfTheDefinition(example: Int) {
        let problem = ConvolutionProblem.example(example, largestWork: 6_000_000 / examplesShare)
        let reference = problem.reference
        let samples = Array(0..<problem.samples)
        for kernels in Kernels.allIn32Bits {
            for edge in MemoryEdge.allCases {
                let y = problem.forward(kernels, samples: samples, at: edge)
                let forwardError = relativeError(y.map(Double.init), reference.y)
                #expect(forwardError <= 3e-6, "\(kernels.name), forward, \(problem)")

                let (gradient, dx) = problem.backward(kernels, samples: samples, at: edge)
                let inputError = relativeError(dx.map(Double.init), reference.dx)
                #expect(inputError <= 3e-6, "\(kernels.name), dx, \(problem)")
                let weightError = relativeError(
                    added(gradient, to: problem.earlierGradient), reference.weightGradient)
                #expect(weightError <= 5e-6, "\(kernels.name), weights, \(problem)")

                let alone = problem.backward(
                    kernels, samples: samples, wantsInputGradient: false, at: edge)
                let aloneError = relativeError(
                    added(alone.weightGradient, to: problem.earlierGradient),
                    reference.weightGradient)
                #expect(aloneError <= 5e-6, "\(kernels.name), weights alone, \(problem)")
            }
        }
    }

    /// Factors that are off by 2⁻⁹ give sums that are off by about a hundredth.
    @Test(arguments: 0..<66 / examplesShare)
    func roundedPassesAreNearTheDefinition(example: Int) {
        let problem = ConvolutionProblem.example(
            example, largestWork: 6_000_000 / examplesShare, isBF16: true)
        let reference = problem.reference
        let samples = Array(0..<problem.samples)
        // Few channels are convolved in 32 bits.
        let isRounded = problem.shape.inputs > 4
        for kernels in Kernels.all {
            for edge in MemoryEdge.allCases {
                let y = problem.forward(kernels, samples: samples, at: edge)
                let forwardError = relativeError(y.map(Double.init), reference.y)
                #expect(forwardError <= 3e-2, "\(kernels.name), forward, \(problem)")
                #expect((forwardError > 1e-4) == isRounded, "\(kernels.name), \(problem)")

                let (gradient, dx) = problem.backward(kernels, samples: samples, at: edge)
                let inputError = relativeError(dx.map(Double.init), reference.dx)
                #expect(inputError <= 3e-2, "\(kernels.name), dx, \(problem)")
                let weightError = relativeError(
                    added(gradient, to: problem.earlierGradient), reference.weightGradient)
                #expect(weightError <= 3e-2, "\(kernels.name), weights, \(problem)")
            }
        }
    }

    /// The kernels add to the gradients: what came to the earlier values.
    private func added(_ gradient: [Float], to earlier: [Float]) -> [Double] {
        zip(gradient, earlier).map { Double($0) - Double($1) }
    }
}
