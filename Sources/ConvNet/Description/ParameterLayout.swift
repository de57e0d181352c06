/// The initial values of a parameter tensor.
package enum Initializer: Sendable, Equatable {
    /// Every element has this value: 0 for biases, 1 for the scales of norms.
    case constant(Float)
    /// Uniform in [-bound, bound].
    case uniform(bound: Float)
}

/// One tensor in the flat parameter buffer.
package struct ParameterTensor: Sendable, Equatable {
    package let name: String
    package let shape: [Int]
    /// The tensor's start in the flat buffer, in floats.
    package let offset: Int
    package let initializer: Initializer
    /// Whether weight decay applies: true for weights, false for biases and the scales and offsets
    /// of norms.
    package let decays: Bool

    package var elementCount: Int { shape.reduce(1, *) }
    package var range: Range<Int> { offset..<offset + elementCount }
}

/// Names, shapes and offsets of all trained tensors of a network, in the order of its layers.
///
/// Parameters, gradients and optimizer state are flat buffers with this one layout, so that
/// zeroing, the update, the gradient sum and checkpoints are one loop each.
package struct ParameterLayout: Sendable, Equatable {
    package private(set) var tensors: [ParameterTensor] = []
    package private(set) var elementCount = 0

    /// Appends a tensor and returns its offset, in floats.
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

/// The running mean and variance that one batch norm keeps for evaluation, and the sums from which
/// a step updates them.
package struct StatisticsTensor: Sendable, Equatable {
    package let name: String
    package let channelCount: Int
    /// The layer's offset in the running statistics, in floats: mean (C), then variance (C).
    package let offset: Int
    /// The layer's offset in the statistic sums of a step, in floats: the number of values per
    /// channel (1), then the sums of x - μ₀ (C) and of (x - μ₀)² (C), where μ₀ is the running mean.
    /// Subtracting μ₀ avoids cancellation when the mean is large.
    package let sumsOffset: Int
}

/// The layout of the running statistics of all batch norms, and of the sums that update them.
package struct StatisticsLayout: Sendable, Equatable {
    package private(set) var tensors: [StatisticsTensor] = []
    /// The number of floats of the running statistics.
    package private(set) var elementCount = 0
    /// The number of floats of the sums that one step collects.
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
