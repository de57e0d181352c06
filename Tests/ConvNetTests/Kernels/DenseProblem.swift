import CKernels

/// A dense layer with all its numbers.
struct DenseProblem: CustomStringConvertible {
    let inputs: Int
    let outputs: Int
    let samples: Int
    private let shape: ckernels_dense
    let x: [Float]
    let weight: [Float]
    let bias: [Float]
    let dy: [Float]
    /// What the gradients are added to.
    let earlierWeightGradient: [Float]
    let earlierBiasGradient: [Float]

    var description: String { "\(samples) x \(inputs) to \(outputs)" }

    init(inputs: Int, outputs: Int, samples: Int, key: Int = 0, isBF16: Bool = false) {
        shape = ckernels_dense(inputs: inputs, outputs: outputs, is_bf16: isBF16 ? 1 : 0)
        self.inputs = inputs
        self.outputs = outputs
        self.samples = samples
        var choice = RandomChoice(key: key)
        x = choice.uniforms(samples * inputs)
        weight = choice.uniforms(inputs * outputs)
        bias = choice.uniforms(outputs)
        dy = choice.uniforms(samples * outputs)
        earlierWeightGradient = choice.uniforms(inputs * outputs)
        earlierBiasGradient = choice.uniforms(outputs)
    }

    /// Outputs go through 1 to 40 and 128 with the examples.
    static func example(_ index: Int, isBF16: Bool = false) -> DenseProblem {
        var choice = RandomChoice(key: 3000 + index)
        return DenseProblem(
            inputs: choice.pick(from: [choice.pick(1...70), choice.pick(1...700), 16, 288]),
            outputs: index % 41 == 40 ? 128 : 1 + index % 41, samples: choice.pick(1...33),
            key: 4000 + index, isBF16: isBF16)
    }

    /// The forward pass of the given samples, in that order.
    func forward(_ kernels: Kernels, samples: [Int], at edge: MemoryEdge = .end) -> [Float] {
        let x = ConvolutionProblem.gather(samples, of: x, count: inputs)
        let functions = kernels.functions
        return withUnsafePointer(to: shape) { shape in
            GuardedMemory.with(edge) { memory in
                let packed = memory.aligned(functions.dense_packed_count(shape))
                let scratch = memory.aligned(functions.dense_scratch_count(shape, samples.count))
                let y = memory.output(samples.count * outputs)
                functions.dense_pack(
                    shape, memory.input(weight), packed.pointer, nil, scratch.pointer)
                packed.seal()
                functions.dense_forward(
                    shape, samples.count, memory.input(x), packed.pointer, memory.input(bias),
                    y.pointer, scratch.pointer)
                return y.elements
            }
        }
    }

    struct Gradients {
        let weight: [Float]
        let bias: [Float]
        let dx: [Float]
    }

    /// The backward pass of the given samples.
    func backward(
        _ kernels: Kernels, samples: [Int], wantsInputGradient: Bool = true,
        at edge: MemoryEdge = .end
    ) -> Gradients {
        let x = ConvolutionProblem.gather(samples, of: x, count: inputs)
        let dy = ConvolutionProblem.gather(samples, of: dy, count: outputs)
        let functions = kernels.functions
        return withUnsafePointer(to: shape) { shape in
            GuardedMemory.with(edge) { memory in
                let packed = memory.aligned(functions.dense_packed_count(shape))
                let transposed =
                    wantsInputGradient ? memory.aligned(functions.dense_packed_count(shape)) : nil
                let packScratch = memory.aligned(functions.dense_scratch_count(shape, 1))
                functions.dense_pack(
                    shape, memory.input(weight), packed.pointer, transposed?.pointer,
                    packScratch.pointer)
                transposed?.seal()
                let scratch = memory.aligned(functions.dense_scratch_count(shape, samples.count))
                let weightGradient = memory.inOut(earlierWeightGradient)
                let biasGradient = memory.inOut(earlierBiasGradient)
                let dx = wantsInputGradient ? memory.output(x.count) : nil
                functions.dense_backward(
                    shape, samples.count, memory.input(x), memory.input(dy), transposed?.pointer,
                    weightGradient.pointer, biasGradient.pointer, dx?.pointer, scratch.pointer)
                return Gradients(
                    weight: weightGradient.elements, bias: biasGradient.elements,
                    dx: dx?.elements ?? [])
            }
        }
    }

    /// What the passes should give, in Double; gradients without what they are added to.
    struct Reference {
        var y: [Double]
        var dx: [Double]
        var weightGradient: [Double]
        var biasGradient: [Double]
    }

    var reference: Reference {
        var result = Reference(
            y: Array(repeating: 0, count: samples * outputs),
            dx: Array(repeating: 0, count: samples * inputs),
            weightGradient: Array(repeating: 0, count: inputs * outputs),
            biasGradient: Array(repeating: 0, count: outputs))
        for n in 0..<samples {
            for o in 0..<outputs {
                let slope = Double(dy[n * outputs + o])
                result.y[n * outputs + o] = Double(bias[o])
                result.biasGradient[o] += slope
                for i in 0..<inputs {
                    let value = Double(x[n * inputs + i])
                    let weight = Double(weight[i * outputs + o])
                    result.y[n * outputs + o] += value * weight
                    result.dx[n * inputs + i] += slope * weight
                    result.weightGradient[i * outputs + o] += value * slope
                }
            }
        }
        return result
    }
}
