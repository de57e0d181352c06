/// Stochastic gradient descent with Nesterov momentum. Weight decay is added to the gradient (L2),
/// as in PyTorch.
///
///     g = gradient + decay·w          v = momentum·v + g          w -= lr · (g + momentum·v)
package struct SGD: Optimizer {
    let layout: ParameterLayout
    let momentum: Double
    let weightDecay: Double
    /// v, in the parameters' layout.
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
