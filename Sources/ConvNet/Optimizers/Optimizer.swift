/// Changes parameters by their gradients. State and parameters are flat buffers of one layout.
///
/// A new optimizer is one struct that conforms, and one case of `OptimizerName`.
package protocol Optimizer {
    /// What the optimizer remembers, by name; part of every checkpoint.
    var state: [(name: String, values: FloatBuffer)] { get }

    /// Makes one step.
    ///
    /// - Parameters:
    ///   - gradientSums: the gradients summed over all samples of the step.
    ///   - sampleCount: what to divide them by; at least 1.
    ///   - stepNumber: 1 for the first step of the run.
    func update(
        _ parameters: UnsafeMutableBufferPointer<Float>,
        gradientSums: UnsafePointer<Float>, sampleCount: Double, learningRate: Double,
        stepNumber: Int)
}

/// The optimizers that a run can name.
package enum OptimizerName: String, Codable, Sendable, CaseIterable {
    case adamw
    case sgd
    case muon

    /// - Parameters:
    ///   - momentum: of SGD; the others have their own constants.
    ///   - weightDecay: in relation to the learning rate; for weights only.
    ///   - kernels: for the products of matrices that Muon makes.
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
