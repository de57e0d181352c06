import CKernels

/// Adam with decoupled weight decay: Loshchilov and Hutter, "Decoupled weight decay
/// regularization", 2019; PyTorch's rule and constants.
///
///     m = β₁·m + (1 - β₁)·g          v = β₂·v + (1 - β₂)·g²
///     w = (1 - lr·decay)·w - lr · (m / (1 - β₁ᵗ)) / (√(v / (1 - β₂ᵗ)) + ε)
package struct AdamW: Optimizer {
    private let tensors: [ParameterTensor]
    private let weightDecay: Double
    /// m and v, in the parameters' layout.
    let firstMoment: FloatBuffer
    let secondMoment: FloatBuffer

    static let beta1 = 0.9
    static let beta2 = 0.999
    static let epsilon: Float = 1e-8

    /// - Parameter chooses: selects the tensors to update, so that `Muon` can leave some to AdamW.
    ///   Moments of the others stay 0.
    package init(
        layout: ParameterLayout, weightDecay: Double,
        chooses: (ParameterTensor) -> Bool = { _ in true }
    ) {
        tensors = layout.tensors.filter(chooses)
        self.weightDecay = weightDecay
        firstMoment = FloatBuffer(count: layout.elementCount)
        secondMoment = FloatBuffer(count: layout.elementCount)
    }

    package var state: [(name: String, values: FloatBuffer)] {
        [("adamw.first_moment", firstMoment), ("adamw.second_moment", secondMoment)]
    }

    package func update(
        _ parameters: UnsafeMutableBufferPointer<Float>,
        gradientSums: UnsafePointer<Float>, sampleCount: Double, learningRate: Double,
        stepNumber: Int
    ) {
        guard let p = parameters.baseAddress else { return }
        let m = firstMoment.pointer
        let v = secondMoment.pointer
        let correction1 = 1 - power(Self.beta1, stepNumber)
        let correction2 = 1 - power(Self.beta2, stepNumber)
        var constants = ckernels_adamw(
            beta1: Float(Self.beta1), beta2: Float(Self.beta2),
            // Rounded once: 1 - Float(0.999) has a relative error of 1.3e-5, and the bias
            // corrections would not match it.
            share1: Float(1 - Self.beta1), share2: Float(1 - Self.beta2), epsilon: Self.epsilon,
            mean: Float(1 / sampleCount), kept: 1, step_size: Float(learningRate / correction1),
            inverse_root: Float(1 / correction2.squareRoot()))
        for tensor in tensors {
            let first = tensor.range.lowerBound
            constants.kept = tensor.decays ? Float(1 - learningRate * weightDecay) : 1
            ckernels_adamw_step(
                &constants, p + first, gradientSums + first, m + first, v + first,
                tensor.range.count)
        }
    }
}

/// base^exponent by repeated squaring. The last bit of libm's `pow` differs between machines and
/// would change the weights.
private func power(_ base: Double, _ exponent: Int) -> Double {
    var result = 1.0
    var square = base
    var rest = exponent
    while rest > 0 {
        if rest & 1 == 1 { result *= square }
        square *= square
        rest >>= 1
    }
    return result
}
