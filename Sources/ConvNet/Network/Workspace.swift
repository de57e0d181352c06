/// All memory that passes over a network need, planned once for a maximum number of samples, so
/// that a training step allocates nothing. One allocation holds activations, values saved for the
/// backward pass, gradients, packed weights and scratch memory.
package final class Workspace {
    package let sampleCapacity: Int
    private let memory: FloatBuffer
    private let activationOffsets: [Int]
    private let memoOffsets: [Int]
    private let gradientOffsets: [Int]
    private let scratchOffset: Int
    package let packed: PackedWeights
    /// Whether other processes pack some of the weights that passes in this workspace read.
    package var sharesPackedWeights: Bool { packed.isShared }
    /// One row of class probabilities.
    let probabilities: UnsafeMutablePointer<Double>

    /// - Parameters:
    ///   - sampleCapacity: the largest number of samples of one pass.
    ///   - trains: whether there will be backward passes.
    ///   - packed: packed weights to use instead of own ones; their memory must outlive the
    ///     workspace.
    package init(
        for network: Network, sampleCapacity: Int, trains: Bool, packed: PackedWeights? = nil
    ) {
        precondition(sampleCapacity > 0, "a workspace is for at least one sample")
        self.sampleCapacity = sampleCapacity
        var plan = MemoryPlan()
        var activations = [plan.reserve(sampleCapacity * network.inputShape.elementCount)]
        var memos: [Int] = []
        var packedPlaces: [PackedWeights.LayerPlaces] = []
        var scratchCount = 0
        var largestActivation = 0
        for (index, layer) in network.layers.enumerated() {
            let outputCount = sampleCapacity * layer.outputShape.elementCount
            let last = activations[activations.count - 1]
            activations.append(layer.isInPlace ? last : plan.reserve(outputCount))
            memos.append(plan.reserve(layer.memoCount(sampleCount: sampleCapacity)))
            scratchCount = max(
                scratchCount, layer.scratchCount(sampleCount: sampleCapacity, network.kernels))
            // Packed weights are placed between the activations: with all activations in a row, a
            // step of `compact` takes 5 % longer.
            if packed == nil {
                packedPlaces.append(
                    PackedWeights.LayerPlaces(
                        layer: index, of: network, trains: trains, in: &plan))
            }
            largestActivation = max(largestActivation, outputCount)
        }
        activationOffsets = activations
        memoOffsets = memos
        let gradientCount = trains ? largestActivation : 0
        gradientOffsets = [plan.reserve(gradientCount), plan.reserve(gradientCount)]
        scratchOffset = plan.reserve(scratchCount)
        memory = FloatBuffer(count: plan.count)
        self.packed = packed ?? PackedWeights(packedPlaces, in: memory.pointer)
        probabilities = .allocate(capacity: network.classCount)
        probabilities.initialize(repeating: 0, count: network.classCount)
    }

    deinit {
        probabilities.deallocate()
    }

    /// Where the caller writes the images before a pass: (N, H, W, C).
    package var input: UnsafeMutablePointer<Float> { activation(0) }

    /// The input of layer `index`, which is the output of the layer before it.
    func activation(_ index: Int) -> UnsafeMutablePointer<Float> {
        memory.pointer + activationOffsets[index]
    }

    /// What layer `index` saves for its backward pass.
    func memo(_ index: Int) -> UnsafeMutablePointer<Float> { memory.pointer + memoOffsets[index] }

    /// One of the two gradient buffers between which the backward pass alternates.
    func gradient(_ index: Int) -> UnsafeMutablePointer<Float> {
        memory.pointer + gradientOffsets[index]
    }

    /// Temporary memory for one call of one layer.
    var scratch: UnsafeMutablePointer<Float> { memory.pointer + scratchOffset }
}
