/// How a parameter tensor begins.
package enum Initializer: Sendable, Equatable {
    case constant(Float)
    /// Uniform in [-bound, bound].
    case uniform(bound: Float)
}

/// One tensor in the flat parameter buffer.
package struct ParameterTensor: Sendable, Equatable {
    package let name: String
    package let shape: [Int]
    /// Where the tensor starts, in floats.
    package let offset: Int
    package let initializer: Initializer
    /// Whether weight decay applies: to weights, not to norm and bias.
    package let decays: Bool

    package var elementCount: Int { shape.reduce(1, *) }
    package var range: Range<Int> { offset..<offset + elementCount }
}

/// Names, shapes and offsets of all trained tensors of a network, in the order of its layers.
package struct ParameterLayout: Sendable, Equatable {
    package private(set) var tensors: [ParameterTensor] = []
    package private(set) var elementCount = 0

    /// Appends a tensor and returns where it starts.
    mutating func append(
        name: String, shape: [Int], initializer: Initializer, decays: Bool
    ) -> Int {
        let tensor = ParameterTensor(
            name: name, shape: shape, offset: elementCount, initializer: initializer,
            decays: decays)
        tensors.append(tensor)
        elementCount += tensor.elementCount
        return tensor.offset
    }
}

/// Mean and variance that one normalisation keeps for evaluation.
package struct StatisticsTensor: Sendable, Equatable {
    package let name: String
    package let channelCount: Int
    /// Where the layer starts in the running statistics: mean (C), then variance (C).
    package let offset: Int
    /// Where the layer starts in the step's statistic sums: the number of values per channel (1),
    /// then the sums over x - μ₀ (C) and (x - μ₀)² (C), μ₀ being the running mean.
    package let sumsOffset: Int
}

/// The running statistics of all normalisations, and the sums that update them.
package struct StatisticsLayout: Sendable, Equatable {
    package private(set) var tensors: [StatisticsTensor] = []
    /// Floats of the running statistics.
    package private(set) var elementCount = 0
    /// Floats of the sums that one step collects.
    package private(set) var sumsCount = 0

    mutating func append(name: String, channelCount: Int) -> StatisticsTensor {
        let tensor = StatisticsTensor(
            name: name, channelCount: channelCount, offset: elementCount, sumsOffset: sumsCount)
        tensors.append(tensor)
        elementCount += 2 * channelCount
        sumsCount += 1 + 2 * channelCount
        return tensor
    }
}
