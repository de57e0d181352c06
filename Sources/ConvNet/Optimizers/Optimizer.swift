/// Updates parameters from their gradients. State and parameters are flat buffers with the same
/// layout.
///
/// A new optimizer is one struct that conforms, and one case of `OptimizerName`; see
/// docs/extending.md. An update must allocate nothing and must not use libm, whose last bits differ
/// between machines.
package protocol Optimizer {
    /// What the optimizer remembers from step to step, by name. It is part of every checkpoint, so
    /// a resumed run continues exactly.
    var state: [(name: String, values: FloatBuffer)] { get }

    /// Makes one step in place.
    ///
    /// - Parameters:
    ///   - gradientSums: the gradients, summed (not averaged) over all samples of the step.
    ///   - sampleCount: the number of samples, by which the sums are divided; at least 1.
    ///   - stepNumber: the step, counted from 1.
    func update(
        _ parameters: UnsafeMutableBufferPointer<Float>,
        gradientSums: UnsafePointer<Float>, sampleCount: Double, learningRate: Double,
        stepNumber: Int)
}

/// The optimizers that a run can choose (`--optimizer`).
package enum OptimizerName: String, Codable, Sendable, CaseIterable {
    case adamw
    case sgd
    case muon

    /// - Parameters:
    ///   - momentum: the momentum of SGD; the others have fixed constants.
    ///   - weightDecay: decoupled for AdamW and Muon, part of the gradient (L2) for SGD. It is not
    ///     applied to biases and norms.
    ///   - kernels: used by Muon for its matrix products.
    package func make(
        layout: ParameterLayout, momentum: Double, weightDecay: Double, kernels: KernelSet
    ) -> any Optimizer {
        switch self {
        case .adamw: AdamW(layout: layout, weightDecay: weightDecay)
        case .sgd: SGD(layout: layout, momentum: momentum, weightDecay: weightDecay)
        case .muon: Muon(layout: layout, weightDecay: weightDecay, kernels: kernels)
        }
    }
}
