import CKernels

/// y = ReLU(x + norm(convolution(x))), pooled if asked: He et al., "Deep residual learning", 2015,
/// with one convolution.
struct Residual: Layer {
    let convolution: Convolution
    let activation: Activation

    init(convolution: Convolution, activation: Activation) {
        precondition(
            convolution.inputShape == convolution.outputShape,
            "a residual keeps its shape, but maps \(convolution.inputShape) to"
                + " \(convolution.outputShape)")
        self.convolution = convolution
        self.activation = activation
    }

    var inputShape: Shape { convolution.inputShape }

    var outputShape: Shape { activation.outputShape }

    var multiplyAdds: Int { convolution.multiplyAdds }

    /// The activation's memo, then the convolution's output.
    func memoCount(sampleCount: Int) -> Int {
        activationMemoCount(sampleCount) + sampleCount * inputShape.elementCount
    }

    /// The layers' own, then the gradients of the convolution's output and of the shortcut.
    func scratchCount(sampleCount: Int, _ kernels: KernelSet) -> Int {
        innerScratchCount(sampleCount, kernels) + 2 * sampleCount * inputShape.elementCount
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
        let convolved = convolved(pass)
        convolution.forward(x, into: convolved, pass)
        activation.forward(convolved, shortcut: x, into: y, pass)
    }

    func backward(
        x: UnsafePointer<Float>, y: UnsafePointer<Float>, dy: UnsafeMutablePointer<Float>,
        dx: UnsafeMutablePointer<Float>?, _ pass: Pass
    ) {
        let count = pass.sampleCount * inputShape.elementCount
        let between = pass.scratch + innerScratchCount(pass.sampleCount, pass.kernels)
        let shortcutGradient = between + count
        activation.backward(
            x: convolved(pass), shortcut: x, dy: dy, dx: between,
            shortcutGradient: shortcutGradient, pass)
        convolution.backward(x: x, y: convolved(pass), dy: between, dx: dx, pass)
        if let dx { ckernels_add(dx, shortcutGradient, count) }
    }

    private func convolved(_ pass: Pass) -> UnsafeMutablePointer<Float> {
        pass.memo + activationMemoCount(pass.sampleCount)
    }

    /// Rounded up to a cache line, because what follows is an image.
    private func activationMemoCount(_ sampleCount: Int) -> Int {
        (activation.memoCount(sampleCount: sampleCount) + 15) / 16 * 16
    }

    /// Likewise.
    private func innerScratchCount(_ sampleCount: Int, _ kernels: KernelSet) -> Int {
        let count = max(
            convolution.scratchCount(sampleCount: sampleCount, kernels),
            activation.scratchCount(sampleCount: sampleCount, kernels))
        return (count + 15) / 16 * 16
    }
}
