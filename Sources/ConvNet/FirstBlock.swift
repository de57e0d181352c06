import CKernels

/// The first convolution of a network and its activation, image by image.
///
/// Of few channels the convolution makes many, so its output is the largest of all layers' and costs
/// more to write to memory and read back than to compute anew. Each pass over it makes it again, for
/// one image that stays in the cache.
struct FirstBlock: Layer {
    let convolution: Convolution
    let activation: Activation

    var inputShape: Shape { convolution.inputShape }

    var outputShape: Shape { activation.outputShape }

    var multiplyAdds: Int { convolution.multiplyAdds }

    func memoCount(sampleCount: Int) -> Int {
        activation.memoCount(sampleCount: sampleCount)
    }

    /// The activation's, sums over one image, the convolution's, then its output for one image.
    func scratchCount(sampleCount: Int, _ kernels: KernelSet) -> Int {
        imageOffset(kernels) + convolution.outputShape.elementCount
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
        let functions = pass.kernels.functions.pointee
        let pixels = convolution.outputShape.height * convolution.outputShape.width
        activation.prepare(pass) { shift, sums in
            sum(over: x, into: sums, pass) { image, _, part in
                functions.channel_sums(image, pixels, channels, shift, part.first, part.second)
            }
        }
        forEachImage(x, pass) { image, sample, one in
            withUnsafePointer(to: activation.kernelLayer(nil, one)) { layer in
                functions.activation_forward(
                    layer, image, y + sample * outputShape.elementCount, winners(sample, pass))
            }
        }
    }

    /// Programmer error, and traps: asking for the gradient of the images.
    func backward(
        x: UnsafePointer<Float>, y: UnsafePointer<Float>, dy: UnsafeMutablePointer<Float>,
        dx: UnsafeMutablePointer<Float>?, _ pass: Pass
    ) {
        precondition(dx == nil, "nothing comes before the first block")
        let functions = pass.kernels.functions.pointee
        let mean = activation.coefficients(pass).mean
        let sums = ChannelSums(pass.scratch, channels: channels)
        let readsImage = activation.readsInputBackward
        sum(over: x, computes: readsImage, into: sums, pass) { image, sample, part in
            var one = pass
            one.sampleCount = 1
            withUnsafePointer(to: activation.kernelLayer(nil, one)) { layer in
                functions.activation_gradient_sums(
                    layer, readsImage ? image : nil, dy + sample * outputShape.elementCount,
                    winners(sample, pass), mean, part.first, part.second)
            }
        }
        let rule = pass.scratch + ChannelSums.count(channels: channels)
        activation.addGradients(sums, rule: rule, pass)
        withUnsafePointer(to: activation.inputGradient(rule)) { rule in
            forEachImage(x, computes: readsImage, pass) { image, sample, one in
                withUnsafePointer(to: activation.kernelLayer(nil, one)) { layer in
                    // In place: each value's gradient depends on that value alone.
                    functions.activation_backward(
                        layer, rule, readsImage ? image : nil,
                        dy + sample * outputShape.elementCount, winners(sample, pass), image, nil)
                }
                convolution.backward(
                    x: x + sample * inputShape.elementCount, y: image, dy: image, dx: nil, one)
            }
        }
    }

    private var channels: Int { convolution.outputShape.channels }

    /// Calls `body` with the convolution's output for each image, its place, and a pass over it alone.
    ///
    /// - Parameter computes: false for a `body` that does not read the output, only its memory.
    private func forEachImage(
        _ x: UnsafePointer<Float>, computes: Bool = true, _ pass: Pass,
        _ body: (_ image: UnsafeMutablePointer<Float>, _ sample: Int, _ one: Pass) -> Void
    ) {
        let image = pass.scratch + imageOffset(pass.kernels)
        var one = pass
        one.sampleCount = 1
        one.scratch = pass.scratch + convolutionOffset
        for sample in 0..<pass.sampleCount {
            if computes {
                convolution.forward(
                    UnsafeMutablePointer(mutating: x + sample * inputShape.elementCount),
                    into: image, one)
            }
            body(image, sample, one)
        }
    }

    /// Adds up two sums for each channel that `body` makes of each image.
    private func sum(
        over x: UnsafePointer<Float>, computes: Bool = true, into sums: ChannelSums, _ pass: Pass,
        _ body: (_ image: UnsafeMutablePointer<Float>, _ sample: Int, _ part: ChannelSums) -> Void
    ) {
        let count = ChannelSums.count(channels: channels)
        // Four rows behind the sums, though the rule has three: doubles begin at even floats.
        let part = ChannelSums(pass.scratch + count + 4 * channels, channels: channels)
        sums.first.update(repeating: 0, count: 2 * channels)
        forEachImage(x, computes: computes, pass) { image, sample, _ in
            body(image, sample, part)
            for c in 0..<2 * channels { sums.first[c] += part.first[c] }
        }
    }

    private func winners(_ sample: Int, _ pass: Pass) -> UnsafeMutablePointer<UInt8>? {
        activation.winners(pass).map { $0 + sample * outputShape.elementCount }
    }

    /// Behind the sums and the rule, and the sums over one image; on a cache line.
    private var convolutionOffset: Int {
        let count = 2 * ChannelSums.count(channels: channels) + 4 * channels
        return (count + 15) / 16 * 16
    }

    private func imageOffset(_ kernels: KernelSet) -> Int {
        let count =
            convolutionOffset + convolution.scratchCount(sampleCount: 1, kernels)
        return (count + 15) / 16 * 16
    }
}
