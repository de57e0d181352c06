/// A layer: a pure function of its input and parameters, with its derivative written by hand.
///
/// A new layer is one file with one struct that conforms, and one line in `NetworkBuilder`.
/// Legend for all layers: N samples, H height, W width, C channels; data are (N, H, W, C).
protocol Layer: Sendable {
    var inputShape: Shape { get }
    var outputShape: Shape { get }

    /// Whether the layer overwrites its input; then `y` is `x`, and the shapes are equal.
    var isInPlace: Bool { get }

    /// Multiply-adds of the forward pass for one sample; only products by weights count.
    var multiplyAdds: Int { get }

    /// Floats that `forward` leaves for `backward`, for `sampleCount` samples.
    func memoCount(sampleCount: Int) -> Int

    /// Floats of passing use within one call, for `sampleCount` samples.
    func scratchCount(sampleCount: Int, _ kernels: KernelSet) -> Int

    /// Floats that `pack` writes in one form.
    func packedCount(_ form: PackedForm, _ kernels: KernelSet) -> Int

    /// Brings the layer's weights to the forms that its kernels read: once for each change of the
    /// weights, for all passes until the next.
    func pack(_ packing: Packing)

    /// Writes the output for all samples of the pass into `y`.
    func forward(
        _ x: UnsafeMutablePointer<Float>, into y: UnsafeMutablePointer<Float>, _ pass: Pass)

    /// Adds to the pass's gradients, and writes the input's gradient into `dx` unless it is nil.
    ///
    /// - Parameters:
    ///   - x: the input that `forward` saw; overwritten if the layer, or the next one, is in place.
    ///   - y: the output that `forward` wrote.
    ///   - dy: the output's gradient; may be overwritten. For a layer in place `dx` is `dy`.
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

/// Packed weights are laid out for a product from the left, and from the right.
enum PackedForm: CaseIterable {
    case forward
    /// For the gradient of a layer's input, which the first layer of a network does not need.
    case backward
}

/// What `pack` works on. Nothing in it is owned.
struct Packing {
    let kernels: KernelSet
    /// The network's flat parameters.
    let parameters: UnsafePointer<Float>
    let target: Target
    /// Memory that every layer may use within one call.
    let scratch: UnsafeMutablePointer<Float>

    /// Where one layer's weights go; nil for a form that is not to be written.
    struct Target {
        let forward: UnsafeMutablePointer<Float>?
        let backward: UnsafeMutablePointer<Float>?
    }
}

/// All that one forward and backward pass over a micro-batch works on. Nothing in it is owned.
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
    /// The layer's own memory between forward and backward.
    var memo: UnsafeMutablePointer<Float>
    /// Memory that every layer may use within one call.
    var scratch: UnsafeMutablePointer<Float>

    /// One layer's weights in the forms that `Layer.pack` wrote.
    struct PackedLayer {
        let forward: UnsafePointer<Float>
        let backward: UnsafePointer<Float>?
    }

    /// What a training pass adds to, and what its random numbers depend on.
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

    /// What a backward pass adds to.
    ///
    /// Asking in an evaluation pass is a programmer error and traps.
    var gradients: UnsafeMutablePointer<Float> {
        guard let training else { preconditionFailure("an evaluation pass has no gradients") }
        return training.gradients
    }
}
