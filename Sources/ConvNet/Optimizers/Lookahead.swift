/// Lookahead: Zhang and others, 2019. Every few steps of another optimizer, slow weights move a part
/// of the way to where it has come, and it starts there anew with the state that it has.
///
/// The parameters are the fast weights: between two such steps they are ahead of the slow ones.
package struct Lookahead: Optimizer {
    private let inner: any Optimizer
    private let interval: Int
    private let share: Float
    private let slowWeights: FloatBuffer

    /// - Parameters:
    ///   - inner: makes each step.
    ///   - interval: steps between two moves of the slow weights; at least 1.
    ///   - share: the part of the way that they move, above 0 to 1.
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
        // Not at first sight of parameters: a resumed run has its slow weights.
        if stepNumber == 1 { slow.update(from: fast, count: slowWeights.count) }
        inner.update(
            parameters, gradientSums: gradientSums, sampleCount: sampleCount,
            learningRate: learningRate, stepNumber: stepNumber)
        guard stepNumber % interval == 0 else { return }
        for i in 0..<slowWeights.count { slow[i] += share * (fast[i] - slow[i]) }
        fast.update(from: slow, count: slowWeights.count)
    }
}
