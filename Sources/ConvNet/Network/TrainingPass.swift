/// The forward and backward pass of one micro-batch. Creating it runs the forward pass and the
/// loss; `backward(layer:)` then goes back through one layer at a time.
///
/// The backward pass is split into layers so that the gradients of a layer can be sent before the
/// layer below is computed, and so that the passes of several micro-batches can be interleaved,
/// each in its own workspace.
package struct TrainingPass: ~Copyable {
    /// Loss and correct predictions, summed over the samples.
    package let score: BatchScore

    private let network: Network
    private let workspace: Workspace
    private var pass: Pass
    /// The number of layers that the backward pass has not visited yet.
    private var layersLeft: Int
    /// The gradient of the output of the next layer to visit.
    private var outputGradient: UnsafeMutablePointer<Float>
    /// Which of the workspace's two gradient buffers is free; the passes alternate between them.
    private var freeGradient = 1

    /// Runs the forward pass and the loss over the micro-batch in `workspace.input`.
    ///
    /// - Parameters:
    ///   - workspace: its packed weights must be current. It must not be used otherwise until the
    ///     backward pass ends.
    ///   - parameters: the parameters that were packed last.
    ///   - loss: what is minimised.
    ///   - gradients: accumulates the gradients of the *sum* of the losses, during the backward
    ///     pass (parameters.elementCount).
    ///   - statisticSums: accumulates the sums of the batch norms, during the forward pass
    ///     (statistics.sumsCount).
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
        // The gradient of the scores is the gradient of the last layer's output.
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

    /// Runs the backward pass of one layer. The layers must be visited from the last to the first.
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

/// Labels and keys of a micro-batch. The images themselves are in the workspace.
package struct MicroBatchTargets {
    /// The number of samples, N.
    package var sampleCount: Int
    /// Class indices (N).
    package var labels: UnsafePointer<Int32>
    /// The samples' keys (N).
    package var keys: UnsafePointer<UInt64>
    package var seed: UInt64
    package var epoch: Int
    /// Nil without distillation.
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

/// The targets of distillation: the predictions of the teacher networks for a micro-batch.
package struct Teaching {
    /// The teachers' mean probabilities (N, classCount).
    package var targets: UnsafePointer<Float>
    /// The weight of the teachers' targets, 0 to 1; the labels have the rest.
    package var share: Double

    package init(targets: UnsafePointer<Float>, share: Double) {
        self.targets = targets
        self.share = share
    }
}

/// Loss and correct predictions, summed (not averaged) over the samples of a micro-batch.
package struct BatchScore: Sendable {
    package var loss: Double
    package var correct: Int
}
