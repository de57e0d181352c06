import CKernels

/// y = x·W + b over all elements of a sample: (N, H·W·C) → (N, outputChannels).
struct Dense: Layer {
    let inputShape: Shape
    let outputShape: Shape
    let weightOffset: Int
    let biasOffset: Int

    init(inputShape: Shape, outputChannels: Int, weightOffset: Int, biasOffset: Int) {
        self.inputShape = inputShape
        outputShape = Shape(height: 1, width: 1, channels: outputChannels)
        self.weightOffset = weightOffset
        self.biasOffset = biasOffset
    }

    var multiplyAdds: Int { inputShape.elementCount * outputShape.channels }

    func forward(
        _ x: UnsafeMutablePointer<Float>, into y: UnsafeMutablePointer<Float>, _ pass: Pass
    ) {
        multiply(
            x, .plain, pass.parameters + weightOffset, .plain, into: y, adding: false,
            rows: pass.sampleCount, columns: outputShape.channels, depth: inputShape.elementCount)
        ckernels_add_row(
            y, pass.sampleCount, outputShape.channels, pass.parameters + biasOffset)
    }

    func backward(
        x: UnsafePointer<Float>, y: UnsafePointer<Float>, dy: UnsafeMutablePointer<Float>,
        dx: UnsafeMutablePointer<Float>?, _ pass: Pass
    ) {
        multiply(
            x, .transposed, dy, .plain, into: pass.gradients + weightOffset, adding: true,
            rows: inputShape.elementCount, columns: outputShape.channels, depth: pass.sampleCount)
        ckernels_add_column_sums(
            dy, pass.sampleCount, outputShape.channels, pass.gradients + biasOffset)
        if let dx {
            multiply(
                dy, .plain, pass.parameters + weightOffset, .transposed, into: dx, adding: false,
                rows: pass.sampleCount, columns: inputShape.elementCount,
                depth: outputShape.channels)
        }
    }
}
