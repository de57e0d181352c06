import RandomStreams

/// A row of layers that maps an image to one score for each class. It owns no memory: parameters,
/// running statistics and working memory are given to each call.
package struct Network: Sendable {
    package let inputShape: Shape
    package let classCount: Int
    package let parameters: ParameterLayout
    package let statistics: StatisticsLayout
    package let kernels: KernelSet
    let layers: [any Layer]
    /// For each layer its parameters within the network's; empty for a layer without.
    package let parameterRanges: [Range<Int>]

    /// Programmer error, and traps: an input smaller than the preset's `smallestSide`.
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

    /// Multiply-adds of the forward pass for one image.
    package var multiplyAddsPerImage: Int { layers.reduce(0) { $0 + $1.multiplyAdds } }

    /// Fills the parameters as at the start of a run: a function of the seed alone.
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

    /// Brings the weights to the forms that the kernels read. Passes in `workspace` see these
    /// weights until the next call: it follows every change of the parameters. Where others share
    /// the packed weights, they are whole when all have packed their parts.
    package func pack(_ parameters: UnsafePointer<Float>, into workspace: Workspace) {
        for (index, layer) in layers.enumerated() {
            layer.pack(
                Packing(
                    kernels: kernels, parameters: parameters,
                    target: workspace.packed.ownParts[index], scratch: workspace.scratch))
        }
    }

    /// The scores (N, classCount) of the images that lie in `workspace.input`, by the running
    /// statistics. A sample's bits depend neither on the others nor on its place.
    ///
    /// - Parameter parameters: those that were packed last.
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

    func forward(_ pass: inout Pass, _ workspace: Workspace) {
        for (index, layer) in layers.enumerated() {
            pass.packed = workspace.packed.layers[index]
            pass.memo = workspace.memo(index)
            layer.forward(
                workspace.activation(index), into: workspace.activation(index + 1), pass)
        }
    }
}
