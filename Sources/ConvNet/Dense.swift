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

    private var inputs: Int { inputShape.elementCount }

    private var outputs: Int { outputShape.channels }

    var multiplyAdds: Int { inputs * outputs }

    func scratchCount(sampleCount: Int, _ kernels: KernelSet) -> Int {
        kernels.functions.pointee.dense_scratch_count(inputs, outputs, sampleCount)
    }

    func packedCount(_ form: PackedForm, _ kernels: KernelSet) -> Int {
        kernels.functions.pointee.dense_packed_count(inputs, outputs, form == .backward ? 1 : 0)
    }

    func pack(_ packing: Packing) {
        packing.kernels.functions.pointee.dense_pack(
            inputs, outputs, packing.parameters + weightOffset, packing.forward, packing.backward,
            packing.scratch)
    }

    func forward(
        _ x: UnsafeMutablePointer<Float>, into y: UnsafeMutablePointer<Float>, _ pass: Pass
    ) {
        pass.kernels.functions.pointee.dense_forward(
            inputs, outputs, pass.sampleCount, x, pass.packed.forward,
            pass.parameters + biasOffset, y, pass.scratch)
    }

    func backward(
        x: UnsafePointer<Float>, y: UnsafePointer<Float>, dy: UnsafeMutablePointer<Float>,
        dx: UnsafeMutablePointer<Float>?, _ pass: Pass
    ) {
        pass.kernels.functions.pointee.dense_backward(
            inputs, outputs, pass.sampleCount, x, dy, pass.packed.backward,
            pass.gradients + weightOffset, pass.gradients + biasOffset, dx, pass.scratch)
    }
}
