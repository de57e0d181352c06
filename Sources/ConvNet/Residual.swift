import CKernels

/// y = x + norm(convolution(x)): He et al., "Deep residual learning", 2015, with one convolution.
struct Residual: Layer {
    let convolution: Convolution
    let norm: BatchNorm

    init(convolution: Convolution, norm: BatchNorm) {
        precondition(
            convolution.inputShape == convolution.outputShape,
            "a residual keeps its shape, but maps \(convolution.inputShape) to"
                + " \(convolution.outputShape)")
        self.convolution = convolution
        self.norm = norm
    }

    var inputShape: Shape { convolution.inputShape }

    var outputShape: Shape { convolution.outputShape }

    var multiplyAdds: Int { convolution.multiplyAdds }

    /// The normalisation's memo, then the convolution's output.
    func memoCount(sampleCount: Int) -> Int {
        norm.memoCount(sampleCount: sampleCount) + sampleCount * inputShape.elementCount
    }

    /// The layers' own, then the gradient between them.
    func scratchCount(sampleCount: Int) -> Int {
        innerScratchCount(sampleCount) + sampleCount * inputShape.elementCount
    }

    func forward(
        _ x: UnsafeMutablePointer<Float>, into y: UnsafeMutablePointer<Float>, _ pass: Pass
    ) {
        let convolved = convolved(pass)
        convolution.forward(x, into: convolved, pass)
        norm.forward(convolved, into: y, pass)
        ckernels_add(y, x, pass.sampleCount * inputShape.elementCount)
    }

    func backward(
        x: UnsafePointer<Float>, y: UnsafePointer<Float>, dy: UnsafeMutablePointer<Float>,
        dx: UnsafeMutablePointer<Float>?, _ pass: Pass
    ) {
        let between = pass.scratch + innerScratchCount(pass.sampleCount)
        norm.backward(x: convolved(pass), y: y, dy: dy, dx: between, pass)
        convolution.backward(x: x, y: convolved(pass), dy: between, dx: dx, pass)
        if let dx {
            ckernels_add(dx, dy, pass.sampleCount * inputShape.elementCount)
        }
    }

    private func convolved(_ pass: Pass) -> UnsafeMutablePointer<Float> {
        pass.memo + norm.memoCount(sampleCount: pass.sampleCount)
    }

    /// Rounded up to a cache line, because what follows is an image.
    private func innerScratchCount(_ sampleCount: Int) -> Int {
        let count = max(
            convolution.scratchCount(sampleCount: sampleCount),
            norm.scratchCount(sampleCount: sampleCount))
        return (count + 15) / 16 * 16
    }
}
