import CKernels

/// max(x, 0), in place. Blocks contain their ReLU (see `Activation`); this layer follows a dense
/// layer.
struct ReLU: Layer {
    let inputShape: Shape

    var outputShape: Shape { inputShape }

    var isInPlace: Bool { true }

    func forward(
        _ x: UnsafeMutablePointer<Float>, into y: UnsafeMutablePointer<Float>, _ pass: Pass
    ) {
        ckernels_relu(y, pass.sampleCount * inputShape.elementCount)
    }

    func backward(
        x: UnsafePointer<Float>, y: UnsafePointer<Float>, dy: UnsafeMutablePointer<Float>,
        dx: UnsafeMutablePointer<Float>?, _ pass: Pass
    ) {
        ckernels_relu_backward(y, dy, pass.sampleCount * inputShape.elementCount)
    }
}
