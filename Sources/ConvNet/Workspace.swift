/// All memory that passes over a network need, planned once for a largest number of samples: a
/// training step allocates nothing.
package final class Workspace {
    package let sampleCapacity: Int
    private let memory: FloatBuffer
    private let activationOffsets: [Int]
    private let memoOffsets: [Int]
    private let gradientOffsets: [Int]
    private let packedOffsets: [(forward: Int, backward: Int?)]
    private let scratchOffset: Int
    /// One row of class probabilities.
    let probabilities: UnsafeMutablePointer<Double>

    /// - Parameters:
    ///   - sampleCapacity: the most samples of one pass.
    ///   - trains: whether there will be backward passes.
    package init(for network: Network, sampleCapacity: Int, trains: Bool) {
        precondition(sampleCapacity > 0, "a workspace is for at least one sample")
        self.sampleCapacity = sampleCapacity
        var plan = MemoryPlan()
        var activations = [plan.reserve(sampleCapacity * network.inputShape.elementCount)]
        var memos: [Int] = []
        var packed: [(forward: Int, backward: Int?)] = []
        var scratchCount = 0
        var largestActivation = 0
        for (index, layer) in network.layers.enumerated() {
            let outputCount = sampleCapacity * layer.outputShape.elementCount
            let last = activations[activations.count - 1]
            activations.append(layer.isInPlace ? last : plan.reserve(outputCount))
            memos.append(plan.reserve(layer.memoCount(sampleCount: sampleCapacity)))
            scratchCount = max(
                scratchCount, layer.scratchCount(sampleCount: sampleCapacity, network.kernels))
            let forward = plan.reserve(layer.packedCount(.forward, network.kernels))
            // Nobody asks for the gradient of the images.
            let hasBackward = trains && index > 0
            packed.append(
                (
                    forward,
                    hasBackward
                        ? plan.reserve(layer.packedCount(.backward, network.kernels)) : nil
                ))
            largestActivation = max(largestActivation, outputCount)
        }
        activationOffsets = activations
        memoOffsets = memos
        packedOffsets = packed
        let gradientCount = trains ? largestActivation : 0
        gradientOffsets = [plan.reserve(gradientCount), plan.reserve(gradientCount)]
        scratchOffset = plan.reserve(scratchCount)
        memory = FloatBuffer(count: plan.count)
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

    /// Where the packed weights of layer `index` go.
    func packed(
        _ index: Int
    ) -> (forward: UnsafeMutablePointer<Float>, backward: UnsafeMutablePointer<Float>?) {
        let offsets = packedOffsets[index]
        return (memory.pointer + offsets.forward, offsets.backward.map { memory.pointer + $0 })
    }

    /// One of two buffers that the backward pass alternates between.
    func gradient(_ index: Int) -> UnsafeMutablePointer<Float> {
        memory.pointer + gradientOffsets[index]
    }

    var scratch: UnsafeMutablePointer<Float> { memory.pointer + scratchOffset }
}

/// Hands out parts of one allocation that each begin on a cache line.
private struct MemoryPlan {
    private(set) var count = 0

    mutating func reserve(_ elementCount: Int) -> Int {
        let offset = count
        count += (elementCount + 15) / 16 * 16
        return offset
    }
}
