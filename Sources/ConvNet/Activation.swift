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
        let coefficients = coefficients(pass)
        switch rule {
        case .norm(let norm):
            norm.prepare(x, rows: rowCount(pass), coefficients, pass)
        case .bias(let offset):
            for c in 0..<channels {
                coefficients.scale[c] = 1
                coefficients.offset[c] = pass.parameters[offset + c]
                coefficients.mean[c] = 0
            }
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
        let coefficients = coefficients(pass)
        let sums = ChannelSums(pass.scratch, channels: channels)
        let onGradient = pass.scratch + ChannelSums.count(channels: channels)
        let functions = pass.kernels.functions.pointee
        withUnsafePointer(to: kernelLayer(shortcut, pass)) { layer in
            functions.activation_gradient_sums(
                layer, x, dy, winners(pass), coefficients.mean, sums.first, sums.second)
            switch rule {
            case .norm(let norm):
                norm.addGradients(
                    sums, rows: rowCount(pass), coefficients, rule: onGradient, pass)
            case .bias(let offset):
                for c in 0..<channels {
                    pass.gradients[offset + c] += Float(sums.first[c])
                    onGradient[c] = 1
                    onGradient[channels + c] = 0
                    onGradient[2 * channels + c] = 0
                }
            }
            guard let dx else { return }
            let inputGradient = ckernels_input_gradient(
                on_gradient: onGradient, on_input: onGradient + channels,
                constant: onGradient + 2 * channels)
            withUnsafePointer(to: inputGradient) { inputGradient in
                functions.activation_backward(
                    layer, inputGradient, x, dy, winners(pass), dx, shortcutGradient)
            }
        }
    }

    private func rowCount(_ pass: Pass) -> Int {
        pass.sampleCount * inputShape.height * inputShape.width
    }

    private func coefficients(_ pass: Pass) -> ChannelCoefficients {
        ChannelCoefficients(pass.memo, channels: channels)
    }

    private func kernelLayer(
        _ shortcut: UnsafePointer<Float>?, _ pass: Pass
    ) -> ckernels_activation {
        let coefficients = coefficients(pass)
        return ckernels_activation(
            samples: pass.sampleCount, height: inputShape.height, width: inputShape.width,
            channels: channels, scale: coefficients.scale, offset: coefficients.offset,
            shortcut: shortcut)
    }

    private func winners(_ pass: Pass) -> UnsafeMutablePointer<UInt8>? {
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
