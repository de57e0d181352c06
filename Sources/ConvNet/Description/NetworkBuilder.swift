/// Builds a sequential network: appends layers, each of which takes the output shape of the one
/// before, and lays out their parameters in one flat buffer.
///
///     network.block(16, pools: true)  // 3×3 convolution, batch norm, ReLU, max pool
///     network.dense(classCount)
struct NetworkBuilder {
    private(set) var layers: [any Layer] = []
    /// The range of each layer's parameters in the flat buffer; empty for a layer without
    /// parameters.
    private(set) var parameterRanges: [Range<Int>] = []
    /// Names, shapes and offsets of all trained tensors so far.
    private(set) var parameters = ParameterLayout()
    private(set) var statistics = StatisticsLayout()
    /// The output shape of the last layer, which the next one takes.
    private(set) var shape: Shape
    private let precision: Precision
    private var convolutionCount = 0
    private var denseCount = 0
    private var dropoutCount = 0

    init(inputShape: Shape, precision: Precision) {
        shape = inputShape
        self.precision = precision
    }

    /// 3×3 convolution with bias → ReLU, and 2×2 max pooling if `pools`.
    ///
    /// - Parameter outputChannels: the number of filters.
    mutating func convolution(_ outputChannels: Int, padding: Padding, pools: Bool) {
        let convolution = makeConvolution(outputChannels, padding: padding, isEven: pools)
        let bias = parameters.append(
            name: "convolution\(convolutionCount).bias", shape: [outputChannels],
            initializer: .constant(0), decays: false)
        append(
            convolution,
            Activation(
                inputShape: convolution.outputShape, rule: .bias(offset: bias), pools: pools))
    }

    /// 3×3 convolution (same padding, no bias, since batch norm has one) → batch norm → ReLU, and
    /// 2×2 max pooling if `pools`.
    mutating func block(_ channels: Int, pools: Bool = false) {
        let convolution = makeConvolution(channels, padding: .same)
        append(convolution, makeActivation(convolution.outputShape, pools: pools))
    }

    /// A block of as many channels as its input, which is added before the ReLU: a residual
    /// connection.
    mutating func residual(pools: Bool) {
        let convolution = makeConvolution(shape.channels, padding: .same)
        append(
            Block(
                convolution: convolution,
                activation: makeActivation(convolution.outputShape, pools: pools),
                hasShortcut: true))
    }

    /// max(x, 0) as a layer of its own, for use after `dense`; blocks contain their ReLU.
    mutating func relu() {
        append(ReLU(inputShape: shape))
    }

    /// A fully connected layer with bias over all elements of a sample: (H·W·C) → (outputChannels).
    mutating func dense(_ outputChannels: Int) {
        denseCount += 1
        let fanIn = shape.elementCount
        // Uniform within ±1 / √fanIn, PyTorch's default for linear layers.
        let initializer = Initializer.uniform(bound: (1 / Float(fanIn)).squareRoot())
        let weight = parameters.append(
            name: "dense\(denseCount).weight", shape: [fanIn, outputChannels],
            initializer: initializer, decays: true)
        let bias = parameters.append(
            name: "dense\(denseCount).bias", shape: [outputChannels], initializer: initializer,
            decays: false)
        append(
            Dense(
                inputShape: shape, outputChannels: outputChannels, precision: precision,
                weightOffset: weight, biasOffset: bias))
    }

    /// Sets values to zero with a probability of `rate` in training; no effect in evaluation.
    mutating func dropout(_ rate: Float) {
        // Each dropout layer reserves 2²⁴ elements of the random stream, so that no two layers
        // share numbers.
        append(Dropout(inputShape: shape, rate: rate, firstElement: dropoutCount << 24))
        dropoutCount += 1
    }

    /// The first convolution of a network is a `FirstBlock`, which needs no gradient of its input.
    private mutating func append(_ convolution: Convolution, _ activation: Activation) {
        if layers.isEmpty {
            append(FirstBlock(convolution: convolution, activation: activation))
        } else {
            append(Block(convolution: convolution, activation: activation, hasShortcut: false))
        }
    }

    private mutating func append(_ layer: some Layer) {
        layers.append(layer)
        let start = parameterRanges.last?.upperBound ?? 0
        parameterRanges.append(start..<parameters.elementCount)
        shape = layer.outputShape
    }

    /// Appends the weight of a convolution, (3, 3, inputs, outputs), and makes the layer.
    private mutating func makeConvolution(
        _ outputChannels: Int, padding: Padding, isEven: Bool = false
    ) -> Convolution {
        convolutionCount += 1
        let fanIn = Float(9 * shape.channels)
        // He et al., "Delving deep into rectifiers", 2015: variance 2 / fanIn.
        let weight = parameters.append(
            name: "convolution\(convolutionCount).weight",
            shape: [3, 3, shape.channels, outputChannels],
            initializer: .uniform(bound: (6 / fanIn).squareRoot()), decays: true)
        return Convolution(
            inputShape: shape, outputChannels: outputChannels, padding: padding, isEven: isEven,
            precision: precision, weightOffset: weight)
    }

    /// Batch norm and ReLU, and 2×2 max pooling if `pools`. The norm is named after the convolution
    /// that it follows.
    private mutating func makeActivation(_ shape: Shape, pools: Bool) -> Activation {
        let name = "norm\(convolutionCount)"
        let scale = parameters.append(
            name: "\(name).weight", shape: [shape.channels], initializer: .constant(1),
            decays: false)
        let bias = parameters.append(
            name: "\(name).bias", shape: [shape.channels], initializer: .constant(0),
            decays: false)
        let norm = BatchNorm(
            scaleOffset: scale, biasOffset: bias,
            statistics: statistics.append(name: name, channelCount: shape.channels))
        return Activation(inputShape: shape, rule: .norm(norm), pools: pools)
    }
}
