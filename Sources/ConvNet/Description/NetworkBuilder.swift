/// Puts layers in a row, each fitting the one before, and lays out their parameters.
struct NetworkBuilder {
    private(set) var layers: [any Layer] = []
    /// For each layer its parameters; empty for a layer without.
    private(set) var parameterRanges: [Range<Int>] = []
    private(set) var parameters = ParameterLayout()
    private(set) var statistics = StatisticsLayout()
    private(set) var shape: Shape
    private let precision: Precision
    private var convolutionCount = 0
    private var denseCount = 0
    private var dropoutCount = 0

    init(inputShape: Shape, precision: Precision) {
        shape = inputShape
        self.precision = precision
    }

    /// A convolution with bias, and ReLU.
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

    /// A convolution of the same size without bias, batch norm and ReLU.
    mutating func block(_ channels: Int, pools: Bool = false) {
        let convolution = makeConvolution(channels, padding: .same)
        append(convolution, makeActivation(convolution.outputShape, pools: pools))
    }

    /// A block whose input is added before ReLU.
    mutating func residual(pools: Bool) {
        let convolution = makeConvolution(shape.channels, padding: .same)
        append(
            Block(
                convolution: convolution,
                activation: makeActivation(convolution.outputShape, pools: pools),
                hasShortcut: true))
    }

    mutating func relu() {
        append(ReLU(inputShape: shape))
    }

    mutating func dense(_ outputChannels: Int) {
        denseCount += 1
        let fanIn = shape.elementCount
        // Uniform within 1 / √fanIn, PyTorch's default for linear layers.
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

    mutating func dropout(_ rate: Float) {
        // 2²⁴ elements of the stream for each such layer.
        append(Dropout(inputShape: shape, rate: rate, firstElement: dropoutCount << 24))
        dropoutCount += 1
    }

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

    /// Batch norm and ReLU.
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
