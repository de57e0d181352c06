import CKernels

/// A fully connected layer, y = x·W + b, over all elements of a sample: (N, H·W·C) → (N,
/// outputChannels). W is (H·W·C, outputChannels), b is (outputChannels).
struct Dense: Layer {
    let inputShape: Shape
    let outputShape: Shape
    /// Offsets of weights and bias in the parameters, in floats.
    let weightOffset: Int
    let biasOffset: Int
    private let kernelShape: ckernels_dense

    init(
        inputShape: Shape, outputChannels: Int, precision: Precision, weightOffset: Int,
        biasOffset: Int
    ) {
        self.inputShape = inputShape
        outputShape = Shape(height: 1, width: 1, channels: outputChannels)
        self.weightOffset = weightOffset
        self.biasOffset = biasOffset
        kernelShape = ckernels_dense(
            inputs: inputShape.elementCount, outputs: outputChannels,
            is_bf16: precision == .bf16 ? 1 : 0)
    }

    var multiplyAdds: Int { kernelShape.inputs * kernelShape.outputs }

    func scratchCount(sampleCount: Int, _ kernels: KernelSet) -> Int {
        withUnsafePointer(to: kernelShape) { shape in
            kernels.functions.pointee.dense_scratch_count(shape, sampleCount)
        }
    }

    func packedCount(_ form: PackedForm, _ kernels: KernelSet) -> Int {
        withUnsafePointer(to: kernelShape) { kernels.functions.pointee.dense_packed_count($0) }
    }

    func pack(_ packing: Packing) {
        withUnsafePointer(to: kernelShape) { shape in
            packing.kernels.functions.pointee.dense_pack(
                shape, packing.parameters + weightOffset, packing.target.forward,
                packing.target.backward, packing.scratch)
        }
    }

    func forward(
        _ x: UnsafeMutablePointer<Float>, into y: UnsafeMutablePointer<Float>, _ pass: Pass
    ) {
        withUnsafePointer(to: kernelShape) { shape in
            pass.kernels.functions.pointee.dense_forward(
                shape, pass.sampleCount, x, pass.packed.forward, pass.parameters + biasOffset, y,
                pass.scratch)
        }
    }

    func backward(
        x: UnsafePointer<Float>, y: UnsafePointer<Float>, dy: UnsafeMutablePointer<Float>,
        dx: UnsafeMutablePointer<Float>?, _ pass: Pass
    ) {
        withUnsafePointer(to: kernelShape) { shape in
            pass.kernels.functions.pointee.dense_backward(
                shape, pass.sampleCount, x, dy, pass.packed.backward,
                pass.gradients + weightOffset, pass.gradients + biasOffset, dx, pass.scratch)
        }
    }
}
