import CKernels

/// The first convolution of a network with its epilogue.
///
/// The first convolution turns few channels into many, so its output is the largest tensor of the
/// network: writing it to memory and reading it back would cost more than computing it. Therefore
/// it is never stored. The batch statistics and the weight gradients, which need it, are derived
/// from sums over the input's patches (`PatchSums`).
struct FirstBlock: Layer {
    let convolution: Convolution
    let activation: Activation

    var inputShape: Shape { convolution.inputShape }

    var outputShape: Shape { activation.outputShape }

    var multiplyAdds: Int { convolution.multiplyAdds }

    /// The activation's saved values, then the sums over patches.
    func memoCount(sampleCount: Int) -> Int {
        activationMemoCount(sampleCount) + PatchSums.count(inputs: inputShape.channels)
    }

    /// The activation's scratch memory, the weight gradient before the normalization is taken into
    /// account, then the convolution's scratch memory.
    func scratchCount(sampleCount: Int, _ kernels: KernelSet) -> Int {
        convolutionOffset + convolution.scratchCount(sampleCount: sampleCount, kernels)
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
        let patches = patchSums(pass)
        _ = activation.prepare(pass) { shift, sums in
            convolution.sumPatches(x, into: patches, innerPass(pass))
            patches.sumOutputs(
                weight: convolution.weight(pass), channels: channels, shift: shift,
                rows: pass.sampleCount * pixels, into: sums)
        }
        withUnsafePointer(to: activation.kernelLayer(nil, pass)) { layer in
            var outputs = ckernels_convolution_outputs()
            outputs.activation = layer
            outputs.activated = y
            outputs.winners = activation.winners(pass)
            convolution.forward(x, outputs, innerPass(pass))
        }
    }

    /// Asking for the gradient of the images (`dx`) is a programmer error and traps: no layer
    /// precedes the first block.
    func backward(
        x: UnsafePointer<Float>, y: UnsafePointer<Float>, dy: UnsafeMutablePointer<Float>,
        dx: UnsafeMutablePointer<Float>?, _ pass: Pass
    ) {
        precondition(dx == nil, "nothing comes before the first block")
        let weightGradient = pass.gradients + convolution.weightOffset
        let sums = ChannelSums(pass.scratch, channels: channels)
        let rule = pass.scratch + ruleOffset
        guard case .norm = activation.rule else {
            addSlopes(x: x, y: y, dy: dy, sums: sums, weightGradient: weightGradient, pass)
            activation.addGradients(sums, rule: rule, pass)
            return
        }
        // With dz the gradient before the ReLU, the gradient of the convolution's output is a·dz +
        // b·y + c. So the weight gradient is a·Σdz·p + b·Σy·p + c·Σp, where p is an input patch.
        let slopes = pass.scratch + slopeOffset
        slopes.update(repeating: 0, count: weightCount)
        addSlopes(x: x, y: y, dy: dy, sums: sums, weightGradient: slopes, pass)
        let weight = convolution.weight(pass)
        let mean = activation.coefficients(pass).mean
        for c in 0..<channels {
            // Σdz·(y - mean), as y = Σw·p.
            var product = -Double(mean[c]) * sums.first[c]
            for k in stride(from: c, to: weightCount, by: channels) {
                product += Double(weight[k]) * Double(slopes[k])
            }
            sums.second[c] = product
        }
        activation.addGradients(sums, rule: rule, pass)
        let patches = patchSums(pass)
        for k in 0..<weightCount / channels {
            for c in 0..<channels {
                let onOutput = patches.productSum(weight + c, stride: channels, with: k)
                let i = k * channels + c
                weightGradient[i] += Float(
                    Double(rule[c]) * Double(slopes[i])
                        + Double(rule[channels + c]) * onOutput
                        + Double(rule[2 * channels + c]) * patches.values[k])
            }
        }
    }

    /// Adds Σdz·p, where dz is the gradient before the ReLU, to `weightGradient`, and writes the
    /// sum of dz for each channel.
    private func addSlopes(
        x: UnsafePointer<Float>, y: UnsafePointer<Float>, dy: UnsafePointer<Float>,
        sums: ChannelSums, weightGradient: UnsafeMutablePointer<Float>, _ pass: Pass
    ) {
        let zeros = pass.scratch + ruleOffset
        zeros.update(repeating: 0, count: channels)
        let ones = zeros + channels
        ones.update(repeating: 1, count: channels)
        // y > 0 exactly where z > 0, so the mask of the ReLU can be taken from its output.
        let layer = ckernels_activation(
            samples: pass.sampleCount, height: convolution.outputShape.height,
            width: convolution.outputShape.width, channels: channels, scale: ones, offset: zeros,
            shortcut: nil)
        let rule = ckernels_input_gradient(on_gradient: ones, on_input: zeros, constant: zeros)
        let winners = activation.winners(pass)
        let output = winners == nil ? y : nil
        withUnsafePointer(to: layer) { layer in
            pass.kernels.functions.pointee.activation_gradient_sums(
                layer, output, dy, winners, zeros, sums.first, sums.second)
            withUnsafePointer(to: rule) { rule in
                convolution.backward(
                    x: x,
                    ckernels_output_gradient(
                        dy: dy, activation: layer, rule: rule, y: output, winners: winners),
                    dx: nil, addingTo: weightGradient, innerPass(pass))
            }
        }
    }

    private var channels: Int { convolution.outputShape.channels }

    /// Pixels of the output image.
    private var pixels: Int { convolution.outputShape.height * convolution.outputShape.width }

    private var weightCount: Int { 9 * inputShape.channels * channels }

    private func innerPass(_ pass: Pass) -> Pass {
        var inner = pass
        inner.scratch += convolutionOffset
        return inner
    }

    /// The sums over patches that the forward pass saves.
    private func patchSums(_ pass: Pass) -> PatchSums {
        PatchSums(
            pass.memo + activationMemoCount(pass.sampleCount), inputs: inputShape.channels)
    }

    /// Rounded up to an even number of floats, because Doubles follow.
    private func activationMemoCount(_ sampleCount: Int) -> Int {
        (activation.memoCount(sampleCount: sampleCount) + 1) / 2 * 2
    }

    /// The offset of the coefficients a, b and c in the scratch memory.
    private var ruleOffset: Int { ChannelSums.count(channels: channels) }

    /// After the three coefficients of each channel.
    private var slopeOffset: Int { ruleOffset + 3 * channels }

    /// Rounded up to a cache line.
    private var convolutionOffset: Int { (slopeOffset + weightCount + 15) / 16 * 16 }
}
