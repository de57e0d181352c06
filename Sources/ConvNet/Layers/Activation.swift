import CKernels

/// What follows a convolution: batch norm or a bias, an optional shortcut that is added, ReLU, and
/// an optional 2×2 max pooling (stride 2; an odd last row or column is dropped). One layer, because
/// the values are many and the arithmetic little: each pass over them counts.
struct Activation: Layer {
    let inputShape: Shape
    let rule: ChannelRule
    let pools: Bool

    /// Where scale and offset of the channels come from.
    enum ChannelRule: Sendable {
        case norm(BatchNorm)
        /// Where the bias lies in the parameters.
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

    /// The coefficients, then one byte for each pooled output: which of the four values won.
    func memoCount(sampleCount: Int) -> Int {
        ChannelCoefficients.count(channels: channels)
            + (pools ? (sampleCount * outputShape.elementCount + 3) / 4 : 0)
    }

    /// Two sums for each channel, then the rule for the input's gradient.
    func scratchCount(sampleCount: Int, _ kernels: KernelSet) -> Int {
        ChannelSums.count(channels: channels) + 3 * channels
    }

    func forward(
        _ x: UnsafeMutablePointer<Float>, into y: UnsafeMutablePointer<Float>, _ pass: Pass
    ) {
        forward(x, shortcut: nil, into: y, pass)
    }

    /// - Parameter shortcut: of the input's shape; added before ReLU.
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

    /// - Parameter shortcutGradient: gets the shortcut's gradient, of the input's shape.
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
    /// - Returns: the rule for the input's gradient, in scratch memory.
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

    /// Writes the channels' scales and offsets for the values of a pass.
    ///
    /// - Parameter measure: writes the sums over all values of x - shift and of its square; called
    ///   only for a normalisation in training.
    /// - Returns: whether it was called.
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

    /// Adds the gradients of scale and offset, and writes the rule for the input's gradient.
    ///
    /// - Parameters:
    ///   - sums: over all values, of the gradient dz before ReLU and of dz · (x - mean).
    ///   - rule: on dz, on x, constant; `channels` each.
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

    /// Whether a backward pass reads the input: what won of a pooled one is known from the forward
    /// pass, and a bias needs no more.
    var readsInputBackward: Bool {
        if case .bias = rule { !pools } else { true }
    }

    private func rowCount(_ pass: Pass) -> Int {
        pass.sampleCount * inputShape.height * inputShape.width
    }

    func coefficients(_ pass: Pass) -> ChannelCoefficients {
        ChannelCoefficients(pass.memo, channels: channels)
    }

    /// The layer for the kernels.
    func kernelLayer(
        _ shortcut: UnsafePointer<Float>?, _ pass: Pass
    ) -> ckernels_activation {
        let coefficients = coefficients(pass)
        return ckernels_activation(
            samples: pass.sampleCount, height: inputShape.height, width: inputShape.width,
            channels: channels, scale: coefficients.scale, offset: coefficients.offset,
            shortcut: shortcut)
    }

    /// Which values won, in the memo; nil without pooling.
    func winners(_ pass: Pass) -> UnsafeMutablePointer<UInt8>? {
        guard pools else { return nil }
        let memory = pass.memo + ChannelCoefficients.count(channels: channels)
        return UnsafeMutableRawPointer(memory)
            .bindMemory(to: UInt8.self, capacity: pass.sampleCount * outputShape.elementCount)
    }
}

/// Four numbers for each channel that the forward pass leaves for the backward pass.
struct ChannelCoefficients {
    let scale: UnsafeMutablePointer<Float>
    let offset: UnsafeMutablePointer<Float>
    let mean: UnsafeMutablePointer<Float>
    /// 1 / standard deviation; of a normalisation only.
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

/// Two sums in Double for each channel.
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
