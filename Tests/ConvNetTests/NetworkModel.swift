import ConvNet

/// The float network of a case with its buffers.
final class NetworkModel {
    let network: Network
    let parameters: FloatBuffer
    let statistics: FloatBuffer
    let gradients: FloatBuffer
    let statisticSums: FloatBuffer
    let workspace: Workspace
    private let networkCase: NetworkCase
    private let images: [Float]
    private let labels: [Int32]
    private let keys: [UInt64]

    /// - Parameter sampleCapacity: of the workspace; the case's sample count when nil.
    init(
        _ networkCase: NetworkCase, sampleCapacity: Int? = nil, precision: Precision = .f32,
        kernels: KernelSet? = nil
    ) {
        self.networkCase = networkCase
        network = Network(
            networkCase.preset, inputShape: networkCase.inputShape,
            classCount: networkCase.classCount, precision: precision,
            kernels: kernels ?? .best(for: precision))
        parameters = FloatBuffer(count: network.parameters.elementCount)
        statistics = FloatBuffer(count: network.statistics.elementCount)
        gradients = FloatBuffer(count: network.parameters.elementCount)
        statisticSums = FloatBuffer(count: network.statistics.sumsCount)
        workspace = Workspace(
            for: network, sampleCapacity: sampleCapacity ?? networkCase.sampleCount,
            trains: true)
        images = networkCase.images
        labels = networkCase.labels
        keys = networkCase.keys
        networkCase.fill(parameters.floats, of: network)
        networkCase.fillStatistics(statistics.floats, of: network)
    }

    /// Runs the micro-batch. Allocates nothing itself.
    ///
    /// - Parameter isAdding: whether gradients and sums keep what they have; else they begin at 0.
    @discardableResult
    func accumulateGradients(
        epoch: Int = 3, labelSmoothing: Float = 0.1, adding isAdding: Bool = false
    ) -> BatchScore {
        if !isAdding {
            gradients.floats.update(repeating: 0)
            statisticSums.floats.update(repeating: 0)
        }
        images.withUnsafeBufferPointer { images in
            guard let start = images.baseAddress else { return }
            workspace.input.update(from: start, count: images.count)
        }
        network.pack(parameters.pointer, into: workspace)
        return labels.withUnsafeBufferPointer { labels in
            keys.withUnsafeBufferPointer { keys in
                guard let labels = labels.baseAddress, let keys = keys.baseAddress else {
                    preconditionFailure("a case has at least one sample")
                }
                var pass = TrainingPass(
                    MicroBatchTargets(
                        sampleCount: networkCase.sampleCount, labels: labels, keys: keys,
                        seed: networkCase.seed, epoch: epoch),
                    through: network, in: workspace, parameters: parameters.pointer,
                    statistics: statistics.pointer,
                    loss: SoftmaxCrossEntropy(
                        classCount: network.classCount, labelSmoothing: labelSmoothing),
                    gradients: gradients.pointer, statisticSums: statisticSums.pointer)
                for layer in network.parameterRanges.indices.reversed() {
                    pass.backward(layer: layer)
                }
                return pass.score
            }
        }
    }

    /// The scores of one sample in evaluation.
    func scores(ofSample sample: Int) -> [Float] {
        scores(ofSamples: [sample], in: workspace)[0]
    }

    /// The scores of some samples that are evaluated together.
    func scores(ofSamples samples: [Int], in workspace: Workspace) -> [[Float]] {
        let count = network.inputShape.elementCount
        for (place, sample) in samples.enumerated() {
            for i in 0..<count {
                workspace.input[place * count + i] = images[sample * count + i]
            }
        }
        network.pack(parameters.pointer, into: workspace)
        let scores = network.scores(
            sampleCount: samples.count, in: workspace, parameters: parameters.pointer,
            statistics: statistics.pointer)
        return samples.indices.map { place in
            Array(
                UnsafeBufferPointer(
                    start: scores + place * network.classCount, count: network.classCount))
        }
    }

    func gradient(of tensor: ParameterTensor) -> [Double] {
        gradients.floats[tensor.range].map(Double.init)
    }
}
