/// The forward and backward pass of one micro-batch.
///
/// The backward pass is made layer by layer, so that those of several micro-batches can be interleaved, each
/// in a workspace of its own: then the gradients of a layer are complete before the layer below begins.
package struct TrainingPass: ~Copyable {
    /// Sums over the samples.
    package let score: BatchScore

    private let network: Network
    private let workspace: Workspace
    private var pass: Pass
    /// The layers that the backward pass has still to go through.
    private var layersLeft: Int
    /// The gradient of the output of the layer that is next.
    private var outputGradient: UnsafeMutablePointer<Float>
    /// Which of the workspace's two gradients is free.
    private var freeGradient = 1

    /// Runs forward and loss over the micro-batch that lies in `workspace.input`.
    ///
    /// - Parameters:
    ///   - workspace: whose packed weights are current; not to be used otherwise until the backward pass ends.
    ///   - parameters: those that were packed last.
    ///   - loss: what is minimised.
    ///   - gradients: gets the gradients of the *sum* of the losses added, in the backward
    ///     pass (parameters.elementCount).
    ///   - statisticSums: gets the sums of the normalisations added, here (statistics.sumsCount).
    package init(
        _ batch: MicroBatchTargets, through network: Network, in workspace: Workspace,
        parameters: UnsafePointer<Float>, statistics: UnsafePointer<Float>,
        loss: SoftmaxCrossEntropy,
        gradients: UnsafeMutablePointer<Float>, statisticSums: UnsafeMutablePointer<Float>
    ) {
        let count = batch.sampleCount
        precondition(
            count > 0 && count <= workspace.sampleCapacity,
            "a micro-batch of \(count) does not fit into \(workspace.sampleCapacity)")
        var pass = Pass(
            kernels: network.kernels, sampleCount: count, parameters: parameters,
            statistics: statistics,
            training: Pass.TrainingContext(
                gradients: gradients, statisticSums: statisticSums, seed: batch.seed,
                epoch: batch.epoch, keys: batch.keys),
            packed: workspace.packed.layers[0], memo: workspace.scratch, scratch: workspace.scratch
        )
        network.forward(&pass, workspace)
        // The scores' gradient takes the place that the last layer's output gradient has.
        outputGradient = workspace.gradient(0)
        score = loss.gradient(
            scores: workspace.activation(network.layers.count), labels: batch.labels,
            teaching: batch.teaching, sampleCount: count, into: outputGradient,
            probabilities: workspace.probabilities)
        self.network = network
        self.workspace = workspace
        self.pass = pass
        layersLeft = network.layers.count
    }

    /// Makes the backward pass of one layer: of the last one first, then of each one below.
    package mutating func backward(layer index: Int) {
        precondition(index == layersLeft - 1, "layer \(index) is not the next of the backward pass")
        layersLeft = index
        let layer = network.layers[index]
        pass.packed = workspace.packed.layers[index]
        pass.memo = workspace.memo(index)
        var inputGradient: UnsafeMutablePointer<Float>?
        if layer.isInPlace {
            inputGradient = outputGradient
        } else if index > 0 {
            inputGradient = workspace.gradient(freeGradient)
            freeGradient = 1 - freeGradient
        }
        layer.backward(
            x: workspace.activation(index), y: workspace.activation(index + 1),
            dy: outputGradient, dx: inputGradient, pass)
        if let inputGradient { outputGradient = inputGradient }
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

/// Sums over the samples of a micro-batch.
package struct BatchScore: Sendable {
    package var loss: Double
    package var correct: Int
}
