import CKernels
import Testing

/// What a convolution does with its output image by image, against the same kernels one after the
/// other.
@Suite struct OutputImageTests {
    @Test(arguments: 0..<80 / examplesShare)
    func oneByOneIsAsAllAtOnce(example: Int) {
        let problem = JoinedProblem.example(example)
        for kernels in Kernels.all {
            for edge in MemoryEdge.allCases {
                let joined = problem.run(kernels, isJoined: true, at: edge)
                let apart = problem.run(kernels, isJoined: false, at: edge)
                let what = "\(kernels.name), \(problem)"
                let isForwardEqual =
                    hasEqualBits(joined.y, apart.y) && joined.winners == apart.winners
                #expect(isForwardEqual, "forward, \(what)")
                #expect(relativeError(joined.sums, apart.sums) <= 1e-6, "sums, \(what)")
                let isGradientEqual = hasEqualBits(joined.weightGradient, apart.weightGradient)
                #expect(isGradientEqual, "weights, \(what)")
                // A shortcut's gradient is added first, or last.
                let inputError = relativeError(
                    joined.dx.map(Double.init), apart.dx.map(Double.init))
                #expect(inputError <= (problem.hasShortcut ? 1e-6 : 0), "dx, \(what)")
            }
        }
    }
}

/// A convolution and the activation that follows it.
private struct JoinedProblem: CustomStringConvertible {
    let convolution: ConvolutionProblem
    let activation: ActivationProblem
    let hasShortcut: Bool

    var description: String { "\(convolution); \(activation)" }

    static func example(_ index: Int) -> JoinedProblem {
        var choice = RandomChoice(key: 9000 + index)
        let hasShortcut = choice.pick(0...1) == 1
        let channels = [1, 3, 16, 20, 32, 33, 48]
        let outputs = choice.pick(from: channels)
        let convolution = ConvolutionProblem(
            height: choice.pick(3...18), width: choice.pick(3...18),
            inputs: hasShortcut ? outputs : choice.pick(from: channels), outputs: outputs,
            padding: hasShortcut ? 1 : choice.pick(0...1), samples: choice.pick(1...4),
            key: 9100 + index, isBF16: index % 2 == 1)
        let pools =
            convolution.outputHeight > 1 && convolution.outputWidth > 1 && choice.pick(0...1) == 1
        return JoinedProblem(
            convolution: convolution,
            activation: ActivationProblem(
                samples: convolution.samples, height: convolution.outputHeight,
                width: convolution.outputWidth, channels: outputs, pools: pools,
                hasShortcut: false, .uniform, key: 9200 + index),
            hasShortcut: hasShortcut)
    }

    struct Result {
        var y: [Float]
        var winners: [UInt8]
        /// Of the convolution's outputs and of their squares.
        var sums: [Double]
        var weightGradient: [Float]
        var dx: [Float]
    }

    func run(_ kernels: Kernels, isJoined: Bool, at edge: MemoryEdge) -> Result {
        GuardedMemory.with(edge) { memory in
            withUnsafePointer(to: convolution.shape) { shape in
                run(kernels.functions, shape, isJoined: isJoined, memory)
            }
        }
    }

    private func run(
        _ functions: ckernels_set, _ shape: UnsafePointer<ckernels_convolution>, isJoined: Bool,
        _ memory: GuardedMemory
    ) -> Result {
        let samples = convolution.samples
        let x = memory.input(convolution.x)
        let packed = memory.aligned(functions.convolution_packed_count(shape, 0))
        let transposed = memory.aligned(functions.convolution_packed_count(shape, 1))
        let scratch = memory.aligned(functions.convolution_scratch_count(shape, samples))
        functions.convolution_pack(
            shape, memory.input(convolution.weight), packed.pointer, transposed.pointer,
            scratch.pointer)

        var layer = ckernels_activation(
            samples: samples, height: activation.height, width: activation.width,
            channels: activation.channels, scale: memory.input(activation.scale),
            offset: memory.input(activation.offset), shortcut: hasShortcut ? x : nil)
        var rule = ckernels_input_gradient(
            on_gradient: memory.input(activation.rule[0]),
            on_input: memory.input(activation.rule[1]), constant: memory.input(activation.rule[2]))
        let shift = memory.input(activation.mean)
        let channels = activation.channels
        let sum = memory.output(channels, of: Double.self)
        let squareSum = memory.output(channels, of: Double.self)
        let convolved = memory.output(samples * convolution.outputCount)
        let y = memory.output(activation.outputCount)
        let winners = activation.pools ? memory.output(activation.outputCount, of: UInt8.self) : nil
        let dy = memory.input(activation.dy)
        let weightGradient = memory.inOut(convolution.earlierGradient)
        let dx = memory.output(convolution.x.count)

        var outputs = ckernels_convolution_outputs()
        outputs.y = convolved.pointer
        if isJoined {
            outputs.shift = shift
            outputs.sum = sum.pointer
            outputs.square_sum = squareSum.pointer
            functions.convolution_forward(
                shape, samples, x, packed.pointer, &outputs, scratch.pointer)
            // Again, now with an output that nobody keeps.
            withUnsafePointer(to: layer) { layer in
                var outputs = ckernels_convolution_outputs()
                outputs.activation = layer
                outputs.activated = y.pointer
                outputs.winners = winners?.pointer
                functions.convolution_forward(
                    shape, samples, x, packed.pointer, &outputs, scratch.pointer)
                withUnsafePointer(to: rule) { rule in
                    var gradient = ckernels_output_gradient(
                        dy: dy, activation: layer, rule: rule, y: convolved.pointer,
                        winners: winners?.pointer)
                    functions.convolution_backward(
                        shape, samples, x, &gradient, transposed.pointer, weightGradient.pointer,
                        dx.pointer, scratch.pointer)
                }
            }
        } else {
            functions.convolution_forward(
                shape, samples, x, packed.pointer, &outputs, scratch.pointer)
            functions.channel_sums(
                convolved.pointer, samples * activation.height * activation.width, channels, shift,
                sum.pointer, squareSum.pointer)
            functions.activation_forward(&layer, convolved.pointer, y.pointer, winners?.pointer)
            let between = memory.output(samples * convolution.outputCount)
            let shortcutGradient = hasShortcut ? memory.output(convolution.x.count) : nil
            functions.activation_backward(
                &layer, &rule, convolved.pointer, dy, winners?.pointer, between.pointer,
                shortcutGradient?.pointer)
            var gradient = ckernels_output_gradient(
                dy: between.pointer, activation: nil, rule: nil, y: nil, winners: nil)
            functions.convolution_backward(
                shape, samples, x, &gradient, transposed.pointer, weightGradient.pointer,
                dx.pointer, scratch.pointer)
            for (i, slope) in (shortcutGradient?.elements ?? []).enumerated() {
                dx.pointer[i] += slope
            }
        }
        return Result(
            y: y.elements, winners: winners?.elements ?? [],
            sums: sum.elements + squareSum.elements, weightGradient: weightGradient.elements,
            dx: dx.elements)
    }
}
