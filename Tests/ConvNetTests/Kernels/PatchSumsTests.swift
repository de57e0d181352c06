import CKernels
import Testing

/// The sums over patches, from which the first block's normalisation follows, against their
/// definition in Double.
@Suite struct PatchSumsTests {
    @Test(arguments: 0..<66 / examplesShare)
    func sumsAreThoseOfTheDefinition(example: Int) {
        var choice = RandomChoice(key: 8000 + example)
        let padding = choice.pick(0...1)
        let smallest = padding == 1 ? 1 : 3
        let problem = ConvolutionProblem(
            height: choice.pick(smallest...20), width: max(smallest, 1 + example % 33),
            inputs: choice.pick(1...5), outputs: 1, padding: padding, samples: choice.pick(1...4),
            key: 8100 + example)
        let reference = problem.patchSums
        for kernels in Kernels.all {
            for edge in MemoryEdge.allCases {
                let sums = patchSums(of: problem, kernels, at: edge)
                let what = "\(kernels.name), \(problem)"
                // At most 60 terms of at most 1 in a lane.
                #expect(largestDifference(sums.values, reference.values) <= 2e-4, "\(what)")
                #expect(largestDifference(sums.products, reference.products) <= 2e-4, "\(what)")
                #expect(relativeError(sums.products, reference.products) <= 1e-6, "\(what)")
            }
        }
    }

    /// Of bright paper: sums of a million values, whose errors a filter without a mean would show.
    @Test func sumsOfALargeImageKeepTheirDigits() {
        let side = 320 / examplesShare
        var problem = ConvolutionProblem(
            height: side, width: side, inputs: 1, outputs: 1, padding: 1, samples: 1, key: 8999)
        problem.x = problem.x.map { 0.9 + 0.05 * $0 }
        let reference = problem.patchSums
        for kernels in Kernels.all {
            let sums = patchSums(of: problem, kernels)
            #expect(relativeError(sums.values, reference.values) <= 1e-7, "\(kernels.name)")
            #expect(relativeError(sums.products, reference.products) <= 1e-7, "\(kernels.name)")
        }
    }
}

/// The kernel's sums, with guards around them.
func patchSums(
    of problem: ConvolutionProblem, _ kernels: Kernels, at edge: MemoryEdge = .end
) -> (values: [Double], products: [Double]) {
    GuardedMemory.with(edge) { memory in
        withUnsafePointer(to: problem.shape) { shape in
            let size = 9 * problem.shape.inputs
            let values = memory.output(size, of: Double.self)
            let products = memory.output(size * size, of: Double.self)
            let functions = kernels.functions
            functions.patch_sums(
                shape, problem.samples, memory.input(problem.x), values.pointer, products.pointer,
                memory.aligned(functions.convolution_scratch_count(shape, 1)).pointer)
            return (values.elements, products.elements)
        }
    }
}

extension ConvolutionProblem {
    fileprivate var patchSums: (values: [Double], products: [Double]) {
        let inputs = shape.inputs
        let size = 9 * inputs
        var values = Array(repeating: 0.0, count: size)
        var products = Array(repeating: 0.0, count: size * size)
        for sample in 0..<samples {
            for row in 0..<outputHeight {
                for column in 0..<outputWidth {
                    let patch = (0..<size).map { k in
                        let y = row + k / inputs / 3 - shape.padding
                        let x = column + k / inputs % 3 - shape.padding
                        guard 0..<shape.height ~= y, 0..<shape.width ~= x else { return 0.0 }
                        let pixel = (sample * shape.height + y) * shape.width + x
                        return Double(self.x[pixel * inputs + k % inputs])
                    }
                    for k in 0..<size {
                        values[k] += patch[k]
                        for l in 0..<size { products[k * size + l] += patch[k] * patch[l] }
                    }
                }
            }
        }
        return (values, products)
    }
}
