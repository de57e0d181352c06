/// All memory that passes over a network need, planned once for a largest number of samples: a
/// training step allocates nothing.
package final class Workspace {
    package let sampleCapacity: Int
    private let memory: FloatBuffer
    private let activationOffsets: [Int]
    private let memoOffsets: [Int]
    private let gradientOffsets: [Int]
    private let scratchOffset: Int
    package let packed: PackedWeights
    /// Whether other processes pack parts of the weights that passes in this workspace read.
    package var sharesPackedWeights: Bool { packed.isShared }
    /// One row of class probabilities.
    let probabilities: UnsafeMutablePointer<Double>

    /// - Parameters:
    ///   - sampleCapacity: the most samples of one pass.
    ///   - trains: whether there will be backward passes.
    ///   - packed: where the weights are packed, if not here; its memory outlives the workspace.
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
            // Between the activations, which side by side make a step of `compact` 5 % slower.
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

    /// Where the images go before a pass: (N, H, W, C).
    package var input: UnsafeMutablePointer<Float> { activation(0) }

    /// The input of layer `index`, which is the output of the one before.
    func activation(_ index: Int) -> UnsafeMutablePointer<Float> {
        memory.pointer + activationOffsets[index]
    }

    func memo(_ index: Int) -> UnsafeMutablePointer<Float> { memory.pointer + memoOffsets[index] }

    /// One of two buffers that the backward pass alternates between.
    func gradient(_ index: Int) -> UnsafeMutablePointer<Float> {
        memory.pointer + gradientOffsets[index]
    }

    var scratch: UnsafeMutablePointer<Float> { memory.pointer + scratchOffset }
}
