/// All memory that passes over a network need, planned once for a largest number of samples: a
/// training step allocates nothing.
package final class Workspace {
    package let sampleCapacity: Int
    private let memory: FloatBuffer
    private let activationOffsets: [Int]
    private let memoOffsets: [Int]
    private let gradientOffsets: [Int]
    private let scratchOffset: Int
    /// One row of class probabilities.
    let probabilities: UnsafeMutablePointer<Double>

    /// - Parameter sampleCapacity: the largest micro-batch, or 1 for evaluation.
    package init(for network: Network, sampleCapacity: Int) {
        precondition(sampleCapacity > 0, "a workspace is for at least one sample")
        self.sampleCapacity = sampleCapacity
        var plan = MemoryPlan()
        var activations = [plan.reserve(sampleCapacity * network.inputShape.elementCount)]
        var memos: [Int] = []
        var scratchCount = 0
        var largestActivation = 0
        for layer in network.layers {
            let outputCount = sampleCapacity * layer.outputShape.elementCount
            let last = activations[activations.count - 1]
            activations.append(layer.isInPlace ? last : plan.reserve(outputCount))
            memos.append(plan.reserve(layer.memoCount(sampleCount: sampleCapacity)))
            scratchCount = max(scratchCount, layer.scratchCount(sampleCount: sampleCapacity))
            largestActivation = max(largestActivation, outputCount)
        }
        activationOffsets = activations
        memoOffsets = memos
        gradientOffsets = [plan.reserve(largestActivation), plan.reserve(largestActivation)]
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
