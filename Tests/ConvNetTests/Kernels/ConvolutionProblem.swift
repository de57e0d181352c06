import CKernels

/// A convolution with all its numbers.
struct ConvolutionProblem: CustomStringConvertible {
    let shape: ckernels_convolution
    let samples: Int
    var x: [Float]
    let weight: [Float]
    let dy: [Float]
    /// What the weights' gradient is added to.
    let earlierGradient: [Float]

    var outputHeight: Int { shape.output_height }
    var outputWidth: Int { shape.output_width }
    var inputCount: Int { shape.height * shape.width * shape.inputs }
    var outputCount: Int { outputHeight * outputWidth * shape.outputs }

    var description: String {
        "\(samples) x \(shape.height)x\(shape.width)x\(shape.inputs) to "
            + "\(shape.output_height)x\(shape.output_width)x\(shape.outputs), "
            + "padding \(shape.padding)" + (shape.is_bf16 == 1 ? ", bf16" : "")
    }

    init(
        height: Int, width: Int, inputs: Int, outputs: Int, padding: Int, samples: Int,
        key: Int = 0, isBF16: Bool = false, lacking: Int = 0
    ) {
        let outputHeight = height + 2 * padding - 2 - lacking
        let outputWidth = width + 2 * padding - 2 - lacking
        shape = ckernels_convolution(
            height: height, width: width, inputs: inputs, outputs: outputs, padding: padding,
            output_height: outputHeight, output_width: outputWidth,
            is_bf16: isBF16 ? 1 : 0)
        self.samples = samples
        var choice = RandomChoice(key: key)
        let outputPixels = outputHeight * outputWidth
        x = choice.uniforms(samples * height * width * inputs)
        weight = choice.uniforms(9 * inputs * outputs)
        dy = choice.uniforms(samples * outputPixels * outputs)
        earlierGradient = choice.uniforms(9 * inputs * outputs)
    }

    /// Widths go through 1 to 33 with the examples; the rest is drawn, and the height lowered until
    /// the reference has not too much to do.
    static func example(
        _ index: Int, largestWork: Int, isBF16: Bool = false
    ) -> ConvolutionProblem {
        var choice = RandomChoice(key: 1000 + index)
        let channels = [1, 2, 3, 4, 5, 16, 17, 20, 31, 32, 33, 48, 64, 96]
        let padding = choice.pick(0...1)
        let smallest = padding == 1 ? 1 : 3
        let inputs = choice.pick(from: channels)
        let outputs = choice.pick(from: channels)
        let width = max(smallest, 1 + index % 33)
        let workOfRow = 9 * inputs * outputs * width
        var samples = choice.pick(1...5)
        var height = choice.pick(smallest...33)
        while samples > 1 && samples * height * workOfRow > largestWork { samples -= 1 }
        while height > smallest && height * workOfRow > largestWork { height -= 1 }
        return ConvolutionProblem(
            height: height, width: width, inputs: inputs, outputs: outputs, padding: padding,
            samples: samples, key: 2000 + index, isBF16: isBF16,
            // Every fourth output lacks its last row and column.
            lacking: index % 4 == 3 && height > smallest && width > smallest ? 1 : 0)
    }

    /// The values of some samples of `values`, in the given order.
    static func gather(_ samples: [Int], of values: [Float], count: Int) -> [Float] {
        samples.flatMap { values[$0 * count..<($0 + 1) * count] }
    }

    /// The forward pass of the given samples, in that order.
    func forward(
        _ kernels: Kernels, samples: [Int], at edge: MemoryEdge = .end
    ) -> [Float] {
        let x = Self.gather(samples, of: x, count: inputCount)
        return GuardedMemory.with(edge) { memory in
            withUnsafePointer(to: shape) { shape in
                let functions = kernels.functions
                let packed = memory.aligned(functions.convolution_packed_count(shape, 0))
                let scratch = memory.aligned(
                    functions.convolution_scratch_count(shape, samples.count))
                let y = memory.output(samples.count * outputCount)
                functions.convolution_pack(
                    shape, memory.input(weight), packed.pointer, nil, scratch.pointer)
                packed.seal()
                var outputs = ckernels_convolution_outputs()
                outputs.y = y.pointer
                functions.convolution_forward(
                    shape, samples.count, memory.input(x), packed.pointer, &outputs,
                    scratch.pointer)
                return y.elements
            }
        }
    }

    /// The backward pass of the given samples.
    func backward(
        _ kernels: Kernels, samples: [Int], wantsInputGradient: Bool = true,
        at edge: MemoryEdge = .end
    ) -> (weightGradient: [Float], dx: [Float]) {
        let x = Self.gather(samples, of: x, count: inputCount)
        let dy = Self.gather(samples, of: dy, count: outputCount)
        return GuardedMemory.with(edge) { memory in
            withUnsafePointer(to: shape) { shape in
                let functions = kernels.functions
                let packed = memory.aligned(functions.convolution_packed_count(shape, 0))
                let transposed =
                    wantsInputGradient
                    ? memory.aligned(functions.convolution_packed_count(shape, 1)) : nil
                let packScratch = memory.aligned(functions.convolution_scratch_count(shape, 1))
                functions.convolution_pack(
                    shape, memory.input(weight), packed.pointer, transposed?.pointer,
                    packScratch.pointer)
                transposed?.seal()
                let scratch = memory.aligned(
                    functions.convolution_scratch_count(shape, samples.count))
                let gradient = memory.inOut(earlierGradient)
                let dx = wantsInputGradient ? memory.output(x.count) : nil
                var output = ckernels_output_gradient(
                    dy: memory.input(dy), activation: nil, rule: nil, y: nil, winners: nil)
                functions.convolution_backward(
                    shape, samples.count, memory.input(x), &output, transposed?.pointer,
                    gradient.pointer, dx?.pointer, scratch.pointer)
                return (gradient.elements, dx?.elements ?? [])
            }
        }
    }
}
