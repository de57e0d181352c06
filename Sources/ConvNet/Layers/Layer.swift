/// A layer: a pure function of its input and parameters, with a hand-written derivative.
///
/// docs/extending.md lists the files that a new layer touches.
///
/// Legend for all layers: N samples, H height, W width, C channels; tensors are (N, H, W, C) in
/// row-major order. x is the input, y the output; dx and dy are their gradients.
protocol Layer: Sendable {
    var inputShape: Shape { get }
    var outputShape: Shape { get }

    /// Whether the layer overwrites its input. Then `y` is `x`, and the two shapes are equal.
    var isInPlace: Bool { get }

    /// The number of multiply-adds of the forward pass for one sample; only products with weights
    /// count.
    var multiplyAdds: Int { get }

    /// The number of floats that `forward` saves for `backward`, for `sampleCount` samples.
    func memoCount(sampleCount: Int) -> Int

    /// The number of floats of temporary memory that one call needs, for `sampleCount` samples.
    func scratchCount(sampleCount: Int, _ kernels: KernelSet) -> Int

    /// The number of floats that `pack` writes in one form.
    func packedCount(_ form: PackedForm, _ kernels: KernelSet) -> Int

    /// Repacks the layer's weights into the layouts that its kernels read. Called once for each
    /// update of the weights.
    func pack(_ packing: Packing)

    /// Computes the output for all samples of the pass into `y`, and saves in `pass.memo` what
    /// `backward` needs.
    func forward(
        _ x: UnsafeMutablePointer<Float>, into y: UnsafeMutablePointer<Float>, _ pass: Pass)

    /// Adds the gradients of the layer's parameters to the pass's gradients, and writes the input's
    /// gradient to `dx` unless that is nil.
    ///
    /// - Parameters:
    ///   - x: the input of `forward`; overwritten if this layer, or the next one, works in place.
    ///   - y: the output that `forward` wrote.
    ///   - dy: the gradient of the output; may be overwritten. For a layer that works in place,
    ///     `dx` is `dy`.
    func backward(
        x: UnsafePointer<Float>, y: UnsafePointer<Float>, dy: UnsafeMutablePointer<Float>,
        dx: UnsafeMutablePointer<Float>?, _ pass: Pass)
}

extension Layer {
    var isInPlace: Bool { false }

    var multiplyAdds: Int { 0 }

    func memoCount(sampleCount: Int) -> Int { 0 }

    func scratchCount(sampleCount: Int, _ kernels: KernelSet) -> Int { 0 }

    func packedCount(_ form: PackedForm, _ kernels: KernelSet) -> Int { 0 }

    func pack(_ packing: Packing) {}
}

/// The two layouts of packed weights: for the product of the forward pass and for that of the
/// backward pass.
enum PackedForm: CaseIterable {
    case forward
    /// Transposed, for the gradient of the layer's input. The first layer of a network does not
    /// need it.
    case backward
}

/// The arguments of `pack`. It owns none of the memory.
struct Packing {
    let kernels: KernelSet
    /// The network's flat parameters.
    let parameters: UnsafePointer<Float>
    let target: Target
    /// Memory that every layer may use within one call.
    let scratch: UnsafeMutablePointer<Float>

    /// Where one layer's packed weights are written; nil for a form that is not needed, or that
    /// another process writes.
    struct Target {
        let forward: UnsafeMutablePointer<Float>?
        let backward: UnsafeMutablePointer<Float>?
    }
}

/// The context of one forward and backward pass over a micro-batch. It owns none of the memory.
struct Pass {
    let kernels: KernelSet
    /// N, at least 1.
    var sampleCount: Int
    /// The network's flat parameters.
    let parameters: UnsafePointer<Float>
    /// The network's running statistics.
    let statistics: UnsafePointer<Float>
    /// What training collects; nil in evaluation.
    let training: TrainingContext?
    /// The layer's packed weights.
    var packed: PackedLayer
    /// The layer's memory from the forward to the backward pass, of `memoCount` floats.
    var memo: UnsafeMutablePointer<Float>
    /// Memory that every layer may use within one call.
    var scratch: UnsafeMutablePointer<Float>

    /// One layer's weights as `Layer.pack` wrote them.
    struct PackedLayer {
        let forward: UnsafePointer<Float>
        let backward: UnsafePointer<Float>?
    }

    /// What a training pass accumulates into, and what its random numbers depend on.
    struct TrainingContext {
        /// Gradients of the sum of the samples' losses, in the parameters' layout.
        let gradients: UnsafeMutablePointer<Float>
        /// `StatisticsLayout.sumsCount` floats.
        let statisticSums: UnsafeMutablePointer<Float>
        let seed: UInt64
        let epoch: Int
        /// The samples' keys (N).
        let keys: UnsafePointer<UInt64>
    }

    /// The gradients that a backward pass adds to, in the parameters' layout.
    ///
    /// Asking in an evaluation pass is a programmer error and traps.
    var gradients: UnsafeMutablePointer<Float> {
        guard let training else { preconditionFailure("an evaluation pass has no gradients") }
        return training.gradients
    }
}
