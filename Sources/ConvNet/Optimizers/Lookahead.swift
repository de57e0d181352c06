/// Lookahead: Zhang and others, "Lookahead optimizer: k steps forward, 1 step back", 2019. Every k
/// steps of an inner optimizer, slow weights move a fraction α towards its (fast) weights, which
/// are then reset to the slow weights. The inner optimizer keeps its state.
///
/// The parameters of the network are the fast weights.
package struct Lookahead: Optimizer {
    private let inner: any Optimizer
    private let interval: Int
    private let share: Float
    private let slowWeights: FloatBuffer

    /// - Parameters:
    ///   - inner: the optimizer that makes each step.
    ///   - interval: k, the number of steps between two moves of the slow weights; at least 1.
    ///   - share: α, the fraction of the way that they move, above 0 to 1.
    package init(_ inner: any Optimizer, layout: ParameterLayout, interval: Int, share: Double) {
        precondition(interval > 0, "slow weights move after a number of steps")
        self.inner = inner
        self.interval = interval
        self.share = Float(share)
        slowWeights = FloatBuffer(count: layout.elementCount)
    }

    package var state: [(name: String, values: FloatBuffer)] {
        inner.state + [("lookahead.slow_weights", slowWeights)]
    }

    package func update(
        _ parameters: UnsafeMutableBufferPointer<Float>,
        gradientSums: UnsafePointer<Float>, sampleCount: Double, learningRate: Double,
        stepNumber: Int
    ) {
        guard let fast = parameters.baseAddress else { return }
        let slow = slowWeights.pointer
        // At step 1 only: a resumed run has restored its slow weights from the checkpoint.
        if stepNumber == 1 { slow.update(from: fast, count: slowWeights.count) }
        inner.update(
            parameters, gradientSums: gradientSums, sampleCount: sampleCount,
            learningRate: learningRate, stepNumber: stepNumber)
        guard stepNumber % interval == 0 else { return }
        for i in 0..<slowWeights.count { slow[i] += share * (fast[i] - slow[i]) }
        fast.update(from: slow, count: slowWeights.count)
    }
}
