import RandomStreams

/// A sequential network that maps an image to one score (logit) for each class. It owns no memory:
/// parameters, running statistics and working memory are arguments of each call, so that one
/// network serves the current and the averaged weights.
///
///     network.pack(parameters, into: workspace)  // after each update of the weights
///     let logits = network.scores(
///         sampleCount: 16, in: workspace, parameters: parameters, statistics: statistics)
package struct Network: Sendable {
    package let inputShape: Shape
    package let classCount: Int
    package let parameters: ParameterLayout
    package let statistics: StatisticsLayout
    package let kernels: KernelSet
    let layers: [any Layer]
    /// The range of each layer's parameters within the network's; empty for a layer without
    /// parameters.
    package let parameterRanges: [Range<Int>]

    /// Builds a preset. An input smaller than its `smallestSide` is a programmer error and traps.
    package init(
        _ preset: Preset, inputShape: Shape, classCount: Int, precision: Precision,
        kernels: KernelSet
    ) {
        self.init(
            inputShape: inputShape, classCount: classCount, precision: precision, kernels: kernels
        ) {
            preset.build(&$0, classCount: classCount)
        }
    }

    init(
        inputShape: Shape, classCount: Int, precision: Precision, kernels: KernelSet,
        build: (inout NetworkBuilder) -> Void
    ) {
        var builder = NetworkBuilder(inputShape: inputShape, precision: precision)
        build(&builder)
        precondition(
            builder.shape == Shape(height: 1, width: 1, channels: classCount),
            "the last layer gives \(builder.shape), not one score for each of \(classCount) classes"
        )
        self.inputShape = inputShape
        self.classCount = classCount
        self.kernels = kernels
        parameters = builder.parameters
        statistics = builder.statistics
        layers = builder.layers
        parameterRanges = builder.parameterRanges
    }

    /// The number of multiply-adds of the forward pass for one image.
    package var multiplyAddsPerImage: Int { layers.reduce(0) { $0 + $1.multiplyAdds } }

    /// Initializes all parameters. The values depend only on the seed.
    ///
    /// - Parameter values: receives `parameters.elementCount` floats.
    package func initialize(
        _ values: UnsafeMutableBufferPointer<Float>, seed: UInt64
    ) {
        for (index, tensor) in parameters.tensors.enumerated() {
            switch tensor.initializer {
            case .constant(let value):
                for i in tensor.range { values[i] = value }
            case .uniform(let bound):
                let random = CounterRandom(
                    seed: seed, purpose: .initialization, key: UInt64(index))
                for (element, i) in tensor.range.enumerated() {
                    values[i] = random.uniform(in: -bound...bound, at: element)
                }
            }
        }
    }

    /// Repacks the weights into the layouts that the kernels read. Passes in `workspace` use these
    /// weights until the next call, so it must be called after every update of the parameters. If
    /// several processes share the packed weights, they are complete when all processes have packed
    /// their parts.
    package func pack(_ parameters: UnsafePointer<Float>, into workspace: Workspace) {
        for (index, layer) in layers.enumerated() {
            layer.pack(
                Packing(
                    kernels: kernels, parameters: parameters,
                    target: workspace.packed.ownParts[index], scratch: workspace.scratch))
        }
    }

    /// Computes the logits (N, classCount) of the images in `workspace.input`, with the running
    /// statistics. The bits of a sample's logits do not depend on the other samples or on its
    /// position in the batch.
    ///
    /// - Parameter parameters: the parameters that were packed last; biases and norms are read from
    ///   here.
    package func scores(
        sampleCount: Int, in workspace: Workspace, parameters: UnsafePointer<Float>,
        statistics: UnsafePointer<Float>
    ) -> UnsafePointer<Float> {
        precondition(
            sampleCount > 0 && sampleCount <= workspace.sampleCapacity,
            "\(sampleCount) images do not fit into \(workspace.sampleCapacity)")
        var pass = Pass(
            kernels: kernels, sampleCount: sampleCount, parameters: parameters,
            statistics: statistics, training: nil, packed: workspace.packed.layers[0],
            memo: workspace.scratch, scratch: workspace.scratch)
        forward(&pass, workspace)
        return UnsafePointer(workspace.activation(layers.count))
    }

    /// Runs all layers forward; the output of each is the input of the next.
    func forward(_ pass: inout Pass, _ workspace: Workspace) {
        for (index, layer) in layers.enumerated() {
            pass.packed = workspace.packed.layers[index]
            pass.memo = workspace.memo(index)
            layer.forward(
                workspace.activation(index), into: workspace.activation(index + 1), pass)
        }
    }
}
