import CKernels

/// The epilogue of a convolution: batch norm or bias, an optional shortcut that is added, ReLU, and
/// optional 2×2 max pooling with stride 2 (an odd last row or column is dropped). These are one
/// layer, because the tensors are large and the arithmetic is small, so each additional pass over
/// memory would cost time.
///
///     z = x · scale + offset [+ shortcut]
///     y = max pool(ReLU(z))
struct Activation: Layer {
    let inputShape: Shape
    let rule: ChannelRule
    let pools: Bool

    /// Where the scale and offset of each channel come from.
    enum ChannelRule: Sendable {
        case norm(BatchNorm)
        /// Scale 1; the bias begins at this offset in the parameters.
        case bias(offset: Int)
    }

    init(inputShape: Shape, rule: ChannelRule, pools: Bool) {
        precondition(
            !pools || (inputShape.height >= 2 && inputShape.width >= 2),
            "cannot pool \(inputShape) by 2")
        self.inputShape = inputShape
        self.rule = rule
        self.pools = pools
    }

    var outputShape: Shape {
        pools
            ? Shape(
                height: inputShape.height / 2, width: inputShape.width / 2,
                channels: inputShape.channels) : inputShape
    }

    private var channels: Int { inputShape.channels }

    /// Saved for the backward pass: the channel coefficients, then one byte for each pooled output
    /// that says which of the four values was the maximum (argmax).
    func memoCount(sampleCount: Int) -> Int {
        ChannelCoefficients.count(channels: channels)
            + (pools ? (sampleCount * outputShape.elementCount + 3) / 4 : 0)
    }

    /// Two sums for each channel (`ChannelSums`), then the three coefficients of the input's
    /// gradient for each channel.
    func scratchCount(sampleCount: Int, _ kernels: KernelSet) -> Int {
        ChannelSums.count(channels: channels) + 3 * channels
    }

    func forward(
        _ x: UnsafeMutablePointer<Float>, into y: UnsafeMutablePointer<Float>, _ pass: Pass
    ) {
        forward(x, shortcut: nil, into: y, pass)
    }

    /// - Parameter shortcut: the tensor to add before the ReLU, of the input's shape (N, H, W, C);
    ///   nil for none.
    func forward(
        _ x: UnsafePointer<Float>, shortcut: UnsafePointer<Float>?,
        into y: UnsafeMutablePointer<Float>, _ pass: Pass
    ) {
        _ = prepare(pass) { shift, sums in
            pass.kernels.functions.pointee.channel_sums(
                x, rowCount(pass), channels, shift, sums.first, sums.second)
        }
        withUnsafePointer(to: kernelLayer(shortcut, pass)) { layer in
            pass.kernels.functions.pointee.activation_forward(layer, x, y, winners(pass))
        }
    }

    func backward(
        x: UnsafePointer<Float>, y: UnsafePointer<Float>, dy: UnsafeMutablePointer<Float>,
        dx: UnsafeMutablePointer<Float>?, _ pass: Pass
    ) {
        backward(x: x, shortcut: nil, dy: dy, dx: dx, shortcutGradient: nil, pass)
    }

    /// - Parameter shortcutGradient: receives the shortcut's gradient, of the input's shape; nil
    ///   without a shortcut.
    func backward(
        x: UnsafePointer<Float>, shortcut: UnsafePointer<Float>?,
        dy: UnsafeMutablePointer<Float>, dx: UnsafeMutablePointer<Float>?,
        shortcutGradient: UnsafeMutablePointer<Float>?, _ pass: Pass
    ) {
        let x = readsInputBackward ? x : nil
        let rule = addGradients(x: x, shortcut: shortcut, dy: dy, pass)
        guard let dx else { return }
        withUnsafePointer(to: kernelLayer(shortcut, pass)) { layer in
            withUnsafePointer(to: rule) { rule in
                pass.kernels.functions.pointee.activation_backward(
                    layer, rule, x, dy, winners(pass), dx, shortcutGradient)
            }
        }
    }

    /// Adds the gradients of scale and offset.
    ///
    /// - Parameter x: the input, if `readsInputBackward`.
    /// - Returns: the coefficients a, b and c of the input's gradient dx = a·dz + b·x + c for each
    ///   channel, in scratch memory.
    func addGradients(
        x: UnsafePointer<Float>?, shortcut: UnsafePointer<Float>?, dy: UnsafePointer<Float>,
        _ pass: Pass
    ) -> ckernels_input_gradient {
        let sums = ChannelSums(pass.scratch, channels: channels)
        let rule = pass.scratch + ChannelSums.count(channels: channels)
        withUnsafePointer(to: kernelLayer(shortcut, pass)) { layer in
            pass.kernels.functions.pointee.activation_gradient_sums(
                layer, x, dy, winners(pass), coefficients(pass).mean, sums.first, sums.second)
        }
        addGradients(sums, rule: rule, pass)
        return ckernels_input_gradient(
            on_gradient: rule, on_input: rule + channels, constant: rule + 2 * channels)
    }

    /// Computes the channels' scales and offsets for a pass.
    ///
    /// - Parameter measure: computes the sums over all values of x - shift and of its square;
    ///   called only for a batch norm in training.
    /// - Returns: whether `measure` was called, that is whether the layer had to see all values
    ///   before it can scale any of them.
    func prepare(
        _ pass: Pass, measure: (_ shift: UnsafePointer<Float>, _ sums: ChannelSums) -> Void
    ) -> Bool {
        let coefficients = coefficients(pass)
        switch rule {
        case .norm(let norm):
            guard let training = pass.training else {
                norm.useRunning(coefficients, pass)
                return false
            }
            let sums = ChannelSums(pass.scratch, channels: channels)
            measure(norm.shift(pass), sums)
            norm.use(sums, rows: rowCount(pass), coefficients, pass, training)
            return true
        case .bias(let offset):
            for c in 0..<channels {
                coefficients.scale[c] = 1
                coefficients.offset[c] = pass.parameters[offset + c]
                coefficients.mean[c] = 0
            }
            return false
        }
    }

    /// Adds the gradients of scale and offset, and computes the coefficients of the input's
    /// gradient.
    ///
    /// - Parameters:
    ///   - sums: the sums over all values of dz, the gradient before the ReLU, and of
    ///     `dz · (x - mean)`.
    ///   - rule: receives a, b and c of dx = a·dz + b·x + c, `channels` floats each.
    func addGradients(
        _ sums: ChannelSums, rule onGradient: UnsafeMutablePointer<Float>, _ pass: Pass
    ) {
        switch rule {
        case .norm(let norm):
            norm.addGradients(
                sums, rows: rowCount(pass), coefficients(pass), rule: onGradient, pass)
        case .bias(let offset):
            for c in 0..<channels {
                pass.gradients[offset + c] += Float(sums.first[c])
                onGradient[c] = 1
                onGradient[channels + c] = 0
                onGradient[2 * channels + c] = 0
            }
        }
    }

    /// Whether the backward pass reads the input. A pooled layer with a bias does not: the forward
    /// pass saved which values were the maximum, and a bias needs nothing else.
    var readsInputBackward: Bool {
        if case .bias = rule { !pools } else { true }
    }

    /// The number of values of each channel: N · H · W.
    private func rowCount(_ pass: Pass) -> Int {
        pass.sampleCount * inputShape.height * inputShape.width
    }

    /// The saved coefficients of this layer.
    func coefficients(_ pass: Pass) -> ChannelCoefficients {
        ChannelCoefficients(pass.memo, channels: channels)
    }

    /// The layer as the C kernels take it.
    func kernelLayer(
        _ shortcut: UnsafePointer<Float>?, _ pass: Pass
    ) -> ckernels_activation {
        let coefficients = coefficients(pass)
        return ckernels_activation(
            samples: pass.sampleCount, height: inputShape.height, width: inputShape.width,
            channels: channels, scale: coefficients.scale, offset: coefficients.offset,
            shortcut: shortcut)
    }

    /// The argmax of each pooled output, in the memory saved for the backward pass; nil without
    /// pooling.
    func winners(_ pass: Pass) -> UnsafeMutablePointer<UInt8>? {
        guard pools else { return nil }
        let memory = pass.memo + ChannelCoefficients.count(channels: channels)
        return UnsafeMutableRawPointer(memory)
            .bindMemory(to: UInt8.self, capacity: pass.sampleCount * outputShape.elementCount)
    }
}

/// Four numbers for each channel that the forward pass saves for the backward pass.
struct ChannelCoefficients {
    let scale: UnsafeMutablePointer<Float>
    let offset: UnsafeMutablePointer<Float>
    let mean: UnsafeMutablePointer<Float>
    /// 1 / standard deviation; only for a batch norm.
    let inverseDeviation: UnsafeMutablePointer<Float>

    init(_ memory: UnsafeMutablePointer<Float>, channels: Int) {
        scale = memory
        offset = memory + channels
        mean = memory + 2 * channels
        inverseDeviation = memory + 3 * channels
    }

    /// In floats.
    static func count(channels: Int) -> Int { 4 * channels }
}

/// Two sums for each channel, in Double so that the error does not grow with the number of values.
struct ChannelSums {
    let first: UnsafeMutablePointer<Double>
    let second: UnsafeMutablePointer<Double>

    init(_ memory: UnsafeMutablePointer<Float>, channels: Int) {
        first = UnsafeMutableRawPointer(memory)
            .bindMemory(to: Double.self, capacity: 2 * channels)
        second = first + channels
    }

    /// In floats.
    static func count(channels: Int) -> Int { 4 * channels }
}
