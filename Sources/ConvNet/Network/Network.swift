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
    /// For each layer where its parameters begin, or where they would.
    package let parameterStarts: [Int]

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
        parameterStarts = builder.parameterStarts
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

    /// Runs forward, loss and backward over the micro-batch that lies in `workspace.input`.
    ///
    /// - Parameters:
    ///   - parameters: those that were packed last.
    ///   - gradients: gets the gradients of the *sum* of the losses added (parameters.elementCount).
    ///   - statisticSums: gets the sums of the normalisations added (statistics.sumsCount).
    ///   - gradientsAreDone: called as the backward pass goes down the layers: all gradients from
    ///     `start` on have been added.
    /// - Returns: loss and correct answers, summed over the micro-batch.
    /// - Throws: what `gradientsAreDone` throws.
    package func accumulateGradients(
        _ batch: MicroBatchTargets, in workspace: Workspace, parameters: UnsafePointer<Float>,
        statistics: UnsafePointer<Float>, labelSmoothing: Float,
        gradients: UnsafeMutablePointer<Float>, statisticSums: UnsafeMutablePointer<Float>,
        gradientsAreDone: (_ start: Int) throws -> Void
    ) rethrows -> BatchScore {
        let count = batch.sampleCount
        precondition(
            count > 0 && count <= workspace.sampleCapacity,
            "a micro-batch of \(count) does not fit into \(workspace.sampleCapacity)")
        var pass = Pass(
            kernels: kernels, sampleCount: count, parameters: parameters, statistics: statistics,
            training: Pass.TrainingContext(
                gradients: gradients, statisticSums: statisticSums, seed: batch.seed,
                epoch: batch.epoch, keys: batch.keys),
            packed: workspace.packed.layers[0], memo: workspace.scratch, scratch: workspace.scratch
        )
        let start = ContinuousClock.now
        forward(&pass, workspace)
        let middle = ContinuousClock.now

        // The scores' gradient takes the place that the last layer's output gradient has.
        var dy = workspace.gradient(0)
        let loss = SoftmaxCrossEntropy(classCount: classCount, labelSmoothing: labelSmoothing)
        var score = loss.gradient(
            scores: workspace.activation(layers.count), labels: batch.labels,
            teaching: batch.teaching, sampleCount: count, into: dy,
            probabilities: workspace.probabilities)

        var next = 1
        for index in layers.indices.reversed() {
            let layer = layers[index]
            pass.packed = workspace.packed.layers[index]
            pass.memo = workspace.memo(index)
            var dx: UnsafeMutablePointer<Float>?
            if layer.isInPlace {
                dx = dy
            } else if index > 0 {
                dx = workspace.gradient(next)
                next = 1 - next
            }
            layer.backward(
                x: workspace.activation(index), y: workspace.activation(index + 1), dy: dy, dx: dx,
                pass)
            if let dx { dy = dx }
            try gradientsAreDone(parameterStarts[index])
        }
        score.forwardSeconds = (middle - start) / .seconds(1)
        score.backwardSeconds = (ContinuousClock.now - middle) / .seconds(1)
        return score
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

    private func forward(_ pass: inout Pass, _ workspace: Workspace) {
        for (index, layer) in layers.enumerated() {
            pass.packed = workspace.packed.layers[index]
            pass.memo = workspace.memo(index)
            layer.forward(
                workspace.activation(index), into: workspace.activation(index + 1), pass)
        }
    }
}

/// What belongs to the images of a micro-batch; the images themselves lie in the workspace.
package struct MicroBatchTargets {
    /// N.
    package var sampleCount: Int
    /// Class indices (N).
    package var labels: UnsafePointer<Int32>
    /// The samples' keys (N).
    package var keys: UnsafePointer<UInt64>
    package var seed: UInt64
    package var epoch: Int
    /// Nil where labels alone are the targets.
    package var teaching: Teaching?

    package init(
        sampleCount: Int, labels: UnsafePointer<Int32>, keys: UnsafePointer<UInt64>, seed: UInt64,
        epoch: Int, teaching: Teaching? = nil
    ) {
        self.sampleCount = sampleCount
        self.labels = labels
        self.keys = keys
        self.seed = seed
        self.epoch = epoch
        self.teaching = teaching
    }
}

/// What other networks say of the images of a micro-batch.
package struct Teaching {
    /// Their probabilities (N, classCount).
    package var targets: UnsafePointer<Float>
    /// The part of each target that is theirs, 0 to 1.
    package var share: Double

    package init(targets: UnsafePointer<Float>, share: Double) {
        self.targets = targets
        self.share = share
    }
}

/// Sums over the samples of a micro-batch, and the time that they took.
package struct BatchScore: Sendable {
    package var loss: Double
    package var correct: Int
    package var forwardSeconds = 0.0
    /// Of loss and backward pass.
    package var backwardSeconds = 0.0
}
