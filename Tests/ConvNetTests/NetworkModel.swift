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
    init(_ networkCase: NetworkCase, sampleCapacity: Int? = nil) {
        // As the program does; with more threads the library allocates in every product.
        MatrixLibrary.useOneThread()
        self.networkCase = networkCase
        network = Network(
            networkCase.preset, inputShape: networkCase.inputShape,
            classCount: networkCase.classCount)
        parameters = FloatBuffer(count: network.parameters.elementCount)
        statistics = FloatBuffer(count: network.statistics.elementCount)
        gradients = FloatBuffer(count: network.parameters.elementCount)
        statisticSums = FloatBuffer(count: network.statistics.sumsCount)
        workspace = Workspace(
            for: network, sampleCapacity: sampleCapacity ?? networkCase.sampleCount)
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
        return labels.withUnsafeBufferPointer { labels in
            keys.withUnsafeBufferPointer { keys in
                guard let labels = labels.baseAddress, let keys = keys.baseAddress else {
                    preconditionFailure("a case has at least one sample")
                }
                return network.accumulateGradients(
                    MicroBatch(
                        sampleCount: networkCase.sampleCount, labels: labels, keys: keys,
                        seed: networkCase.seed, epoch: epoch),
                    in: workspace, parameters: parameters.pointer, statistics: statistics.pointer,
                    labelSmoothing: labelSmoothing, gradients: gradients.pointer,
                    statisticSums: statisticSums.pointer)
            }
        }
    }

    /// The scores of one sample in evaluation.
    func scores(ofSample sample: Int, in workspace: Workspace? = nil) -> [Float] {
        let workspace = workspace ?? self.workspace
        let count = network.inputShape.elementCount
        for i in 0..<count { workspace.input[i] = images[sample * count + i] }
        let scores = network.scores(
            in: workspace, parameters: parameters.pointer, statistics: statistics.pointer)
        return Array(UnsafeBufferPointer(start: scores, count: network.classCount))
    }

    func gradient(of tensor: ParameterTensor) -> [Double] {
        gradients.floats[tensor.range].map(Double.init)
    }
}
