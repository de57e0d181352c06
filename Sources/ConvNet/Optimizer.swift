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
package enum OptimizerName: String, Sendable, CaseIterable {
    case adamw
    case sgd

    /// - Parameters:
    ///   - momentum: of SGD; AdamW has its own constants.
    ///   - weightDecay: in relation to the learning rate; for weights only.
    package func make(
        layout: ParameterLayout, momentum: Double, weightDecay: Double
    ) -> any Optimizer {
        switch self {
        case .adamw: AdamW(layout: layout, weightDecay: weightDecay)
        case .sgd: SGD(layout: layout, momentum: momentum, weightDecay: weightDecay)
        }
    }
}

/// Adam with decoupled weight decay: Loshchilov and Hutter, 2019; PyTorch's rule and constants.
package struct AdamW: Optimizer {
    let layout: ParameterLayout
    let weightDecay: Double
    let firstMoment: FloatBuffer
    let secondMoment: FloatBuffer

    static let beta1 = 0.9
    static let beta2 = 0.999
    static let epsilon: Float = 1e-8

    package init(layout: ParameterLayout, weightDecay: Double) {
        self.layout = layout
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
        let stepSize = Float(learningRate / correction1)
        let inverseRoot = Float(1 / correction2.squareRoot())
        let beta1 = Float(Self.beta1)
        let beta2 = Float(Self.beta2)
        // Rounded once: 1 - Float(0.999) is off by 1.3e-5, and the corrections would not match it.
        let share1 = Float(1 - Self.beta1)
        let share2 = Float(1 - Self.beta2)
        let mean = Float(1 / sampleCount)
        for tensor in layout.tensors {
            let kept = tensor.decays ? Float(1 - learningRate * weightDecay) : 1
            for i in tensor.range {
                let gradient = gradientSums[i] * mean
                m[i] = beta1 * m[i] + share1 * gradient
                v[i] = beta2 * v[i] + share2 * gradient * gradient
                let divisor = v[i].squareRoot() * inverseRoot + Self.epsilon
                p[i] = kept * p[i] - stepSize * m[i] / divisor
            }
        }
    }
}

/// Stochastic gradient descent with Nesterov's momentum; the decay is part of the gradient, as in
/// PyTorch.
package struct SGD: Optimizer {
    let layout: ParameterLayout
    let momentum: Double
    let weightDecay: Double
    let velocity: FloatBuffer

    package init(layout: ParameterLayout, momentum: Double, weightDecay: Double) {
        self.layout = layout
        self.momentum = momentum
        self.weightDecay = weightDecay
        velocity = FloatBuffer(count: layout.elementCount)
    }

    package var state: [(name: String, values: FloatBuffer)] { [("sgd.velocity", velocity)] }

    package func update(
        _ parameters: UnsafeMutableBufferPointer<Float>,
        gradientSums: UnsafePointer<Float>, sampleCount: Double, learningRate: Double,
        stepNumber: Int
    ) {
        guard let p = parameters.baseAddress else { return }
        let velocity = velocity.pointer
        let rate = Float(learningRate)
        let momentum = Float(momentum)
        let mean = Float(1 / sampleCount)
        for tensor in layout.tensors {
            let decay = tensor.decays ? Float(weightDecay) : 0
            for i in tensor.range {
                let gradient = gradientSums[i] * mean + decay * p[i]
                velocity[i] = momentum * velocity[i] + gradient
                p[i] -= rate * (gradient + momentum * velocity[i])
            }
        }
    }
}

/// base^exponent by squaring: libm's last bit differs between machines and would reach the weights.
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
