import CKernels

/// How a convolution treats the border of an image.
package enum Padding: Sendable, Equatable {
    /// No padding: the output is smaller by 2 in height and width.
    case valid
    /// Zeros around the image: the output has the size of the input.
    case same
}

/// A 3×3 convolution with stride 1 and without bias: (N, H, W, inputChannels) → (N, H', W',
/// outputChannels). The `Activation` after it adds the bias or the normalization.
struct Convolution: Layer {
    let inputShape: Shape
    let outputShape: Shape
    /// The offset of the weights in the parameters, in floats.
    let weightOffset: Int
    private let kernelShape: ckernels_convolution

    /// - Parameter isEven: whether to omit an odd last row or column of the output, because a 2×2
    ///   pooling would drop it.
    init(
        inputShape: Shape, outputChannels: Int, padding: Padding, isEven: Bool = false,
        precision: Precision, weightOffset: Int
    ) {
        let shrink = padding == .valid ? 2 : 0
        precondition(
            inputShape.height > shrink && inputShape.width > shrink,
            "a 3x3 convolution does not fit into \(inputShape)")
        self.inputShape = inputShape
        let multiple = isEven ? 2 : 1
        outputShape = Shape(
            height: (inputShape.height - shrink) / multiple * multiple,
            width: (inputShape.width - shrink) / multiple * multiple, channels: outputChannels)
        self.weightOffset = weightOffset
        kernelShape = ckernels_convolution(
            height: inputShape.height, width: inputShape.width, inputs: inputShape.channels,
            outputs: outputChannels, padding: padding == .valid ? 0 : 1,
            output_height: outputShape.height, output_width: outputShape.width,
            is_bf16: precision == .bf16 ? 1 : 0)
    }

    var multiplyAdds: Int { 9 * inputShape.channels * outputShape.elementCount }

    func scratchCount(sampleCount: Int, _ kernels: KernelSet) -> Int {
        withUnsafePointer(to: kernelShape) { shape in
            kernels.functions.pointee.convolution_scratch_count(shape, sampleCount)
        }
    }

    func packedCount(_ form: PackedForm, _ kernels: KernelSet) -> Int {
        withUnsafePointer(to: kernelShape) { shape in
            kernels.functions.pointee.convolution_packed_count(shape, form == .backward ? 1 : 0)
        }
    }

    func pack(_ packing: Packing) {
        withUnsafePointer(to: kernelShape) { shape in
            packing.kernels.functions.pointee.convolution_pack(
                shape, packing.parameters + weightOffset, packing.target.forward,
                packing.target.backward, packing.scratch)
        }
    }

    func forward(
        _ x: UnsafeMutablePointer<Float>, into y: UnsafeMutablePointer<Float>, _ pass: Pass
    ) {
        var outputs = ckernels_convolution_outputs()
        outputs.y = y
        forward(x, outputs, pass)
    }

    /// - Parameter outputs: the destinations of the output: the output itself, sums for a batch
    ///   norm, or the fused activation; null members are skipped.
    func forward(
        _ x: UnsafePointer<Float>, _ outputs: ckernels_convolution_outputs, _ pass: Pass
    ) {
        withUnsafePointer(to: kernelShape) { shape in
            withUnsafePointer(to: outputs) { outputs in
                pass.kernels.functions.pointee.convolution_forward(
                    shape, pass.sampleCount, x, pass.packed.forward, outputs, pass.scratch)
            }
        }
    }

    func backward(
        x: UnsafePointer<Float>, y: UnsafePointer<Float>, dy: UnsafeMutablePointer<Float>,
        dx: UnsafeMutablePointer<Float>?, _ pass: Pass
    ) {
        backward(
            x: x,
            ckernels_output_gradient(dy: dy, activation: nil, rule: nil, y: nil, winners: nil),
            dx: dx, addingTo: pass.gradients + weightOffset, pass)
    }

    /// - Parameters:
    ///   - gradient: the gradient of the output, or the gradient of the epilogue's output with what
    ///     is needed to go back through it.
    ///   - weightGradient: receives the weights' gradient, (3, 3, inputs, outputs), added to what
    ///     is there.
    func backward(
        x: UnsafePointer<Float>, _ gradient: ckernels_output_gradient,
        dx: UnsafeMutablePointer<Float>?, addingTo weightGradient: UnsafeMutablePointer<Float>,
        _ pass: Pass
    ) {
        withUnsafePointer(to: kernelShape) { shape in
            withUnsafePointer(to: gradient) { gradient in
                pass.kernels.functions.pointee.convolution_backward(
                    shape, pass.sampleCount, x, gradient, dx == nil ? nil : pass.packed.backward,
                    weightGradient, dx, pass.scratch)
            }
        }
    }

    /// Computes the sums over all 3×3 patches of the pass's images; see `PatchSums`.
    func sumPatches(_ x: UnsafePointer<Float>, into sums: PatchSums, _ pass: Pass) {
        withUnsafePointer(to: kernelShape) { shape in
            pass.kernels.functions.pointee.patch_sums(
                shape, pass.sampleCount, x, sums.values, sums.products,
                pass.scratch)
        }
    }

    /// The weights, (3, 3, inputs, outputs).
    func weight(_ pass: Pass) -> UnsafePointer<Float> { pass.parameters + weightOffset }
}
