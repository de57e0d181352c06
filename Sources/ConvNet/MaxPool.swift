import CKernels

/// The largest value of each 2×2 block, stride 2: (N, H, W, C) → (N, ⌊H/2⌋, ⌊W/2⌋, C).
struct MaxPool: Layer {
    let inputShape: Shape

    init(inputShape: Shape) {
        precondition(
            inputShape.height >= 2 && inputShape.width >= 2, "cannot pool \(inputShape) by 2")
        self.inputShape = inputShape
    }

    var outputShape: Shape {
        Shape(
            height: inputShape.height / 2, width: inputShape.width / 2,
            channels: inputShape.channels)
    }

    /// One byte for each output: which of the four values won.
    func memoCount(sampleCount: Int) -> Int {
        (sampleCount * outputShape.elementCount + 3) / 4
    }

    func forward(
        _ x: UnsafeMutablePointer<Float>, into y: UnsafeMutablePointer<Float>, _ pass: Pass
    ) {
        let winners = winners(pass)
        for sample in 0..<pass.sampleCount {
            ckernels_max_pool_2x2(
                x + sample * inputShape.elementCount, inputShape.height, inputShape.width,
                inputShape.channels, y + sample * outputShape.elementCount,
                winners + sample * outputShape.elementCount)
        }
    }

    func backward(
        x: UnsafePointer<Float>, y: UnsafePointer<Float>, dy: UnsafeMutablePointer<Float>,
        dx: UnsafeMutablePointer<Float>?, _ pass: Pass
    ) {
        guard let dx else { return }
        let winners = winners(pass)
        for sample in 0..<pass.sampleCount {
            ckernels_max_pool_2x2_gradient(
                dy + sample * outputShape.elementCount,
                winners + sample * outputShape.elementCount, inputShape.height, inputShape.width,
                inputShape.channels, dx + sample * inputShape.elementCount)
        }
    }

    private func winners(_ pass: Pass) -> UnsafeMutablePointer<UInt8> {
        UnsafeMutableRawPointer(pass.memo)
            .bindMemory(to: UInt8.self, capacity: pass.sampleCount * outputShape.elementCount)
    }
}
