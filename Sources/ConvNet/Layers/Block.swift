import CKernels

/// A 3×3 convolution with its epilogue: y = activation(convolution(x)) or, with a shortcut, y =
/// ReLU(x + norm(convolution(x))), each optionally pooled. The latter is a residual block with one
/// convolution (He et al., "Deep residual learning", 2015).
///
/// They are one layer, because the epilogue is applied image by image while the convolution's
/// output is in the cache, unless it must wait for the statistics of a micro-batch.
struct Block: Layer {
    let convolution: Convolution
    let activation: Activation
    /// Whether the input is added before the ReLU; input and output of the convolution then have
    /// one shape.
    let hasShortcut: Bool

    init(convolution: Convolution, activation: Activation, hasShortcut: Bool) {
        precondition(
            !hasShortcut || convolution.inputShape == convolution.outputShape,
            "a shortcut joins \(convolution.inputShape) and \(convolution.outputShape)")
        self.convolution = convolution
        self.activation = activation
        self.hasShortcut = hasShortcut
    }

    var inputShape: Shape { convolution.inputShape }

    var outputShape: Shape { activation.outputShape }

    var multiplyAdds: Int { convolution.multiplyAdds }

    /// The activation's saved values, then the convolution's output if the backward pass reads it.
    func memoCount(sampleCount: Int) -> Int {
        activationMemoCount(sampleCount)
            + (activation.readsInputBackward
                ? sampleCount * convolution.outputShape.elementCount : 0)
    }

    /// The activation's scratch memory, then the convolution's.
    func scratchCount(sampleCount: Int, _ kernels: KernelSet) -> Int {
        convolutionOffset(sampleCount, kernels)
            + convolution.scratchCount(sampleCount: sampleCount, kernels)
    }

    func packedCount(_ form: PackedForm, _ kernels: KernelSet) -> Int {
        convolution.packedCount(form, kernels)
    }

    func pack(_ packing: Packing) {
        convolution.pack(packing)
    }

    func forward(
        _ x: UnsafeMutablePointer<Float>, into y: UnsafeMutablePointer<Float>, _ pass: Pass
    ) {
        let shortcut = hasShortcut ? UnsafePointer(x) : nil
        var outputs = ckernels_convolution_outputs()
        outputs.y = convolved(pass)
        let isMeasured = activation.prepare(pass) { shift, sums in
            outputs.shift = shift
            outputs.sum = sums.first
            outputs.square_sum = sums.second
            convolution.forward(x, outputs, innerPass(pass))
        }
        withUnsafePointer(to: activation.kernelLayer(shortcut, pass)) { layer in
            if isMeasured, let convolved = outputs.y {
                pass.kernels.functions.pointee.activation_forward(
                    layer, convolved, y, activation.winners(pass))
            } else {
                outputs.activation = layer
                outputs.activated = y
                outputs.winners = activation.winners(pass)
                convolution.forward(x, outputs, innerPass(pass))
            }
        }
    }

    func backward(
        x: UnsafePointer<Float>, y: UnsafePointer<Float>, dy: UnsafeMutablePointer<Float>,
        dx: UnsafeMutablePointer<Float>?, _ pass: Pass
    ) {
        let convolved = UnsafePointer(convolved(pass))
        let shortcut = hasShortcut ? x : nil
        let rule = activation.addGradients(x: convolved, shortcut: shortcut, dy: dy, pass)
        withUnsafePointer(to: activation.kernelLayer(shortcut, pass)) { layer in
            withUnsafePointer(to: rule) { rule in
                convolution.backward(
                    x: x,
                    ckernels_output_gradient(
                        dy: dy, activation: layer, rule: rule, y: convolved,
                        winners: activation.winners(pass)),
                    dx: dx, addingTo: pass.gradients + convolution.weightOffset, innerPass(pass))
            }
        }
    }

    /// Where the convolution's output is stored; nil if no later pass reads it.
    private func convolved(_ pass: Pass) -> UnsafeMutablePointer<Float>? {
        pass.training != nil && activation.readsInputBackward
            ? pass.memo + activationMemoCount(pass.sampleCount) : nil
    }

    /// The pass with the part of the scratch memory that belongs to the convolution.
    private func innerPass(_ pass: Pass) -> Pass {
        var inner = pass
        inner.scratch += convolutionOffset(pass.sampleCount, pass.kernels)
        return inner
    }

    /// Rounded up to a cache line, because an image follows.
    private func activationMemoCount(_ sampleCount: Int) -> Int {
        (activation.memoCount(sampleCount: sampleCount) + 15) / 16 * 16
    }

    /// The offset of the convolution's scratch memory, on a cache line.
    private func convolutionOffset(_ sampleCount: Int, _ kernels: KernelSet) -> Int {
        (activation.scratchCount(sampleCount: sampleCount, kernels) + 15) / 16 * 16
    }
}
