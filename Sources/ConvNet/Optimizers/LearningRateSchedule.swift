/// How the learning rate changes over a run: a pure function of the step, so that a resumed run
/// needs no state.
///
/// A new schedule is one case here, its line in `factor` and its answer in `dependsOnStepCount`.
package enum LearningRateSchedule: String, Codable, Sendable, CaseIterable {
    /// The peak learning rate, after warm-up.
    case constant
    /// Half a cosine from the peak to 0, after warm-up (Loshchilov and Hutter, 2017).
    case cosine
    /// A straight line from the peak to 0, after warm-up ("one cycle" without its tail).
    case triangle
    /// The peak, a tenth of it after half of the run, a hundredth after three quarters.
    case step

    /// Whether the learning rates depend on the total number of steps of the run. If not, a run of
    /// some epochs is the beginning of a longer run.
    package var dependsOnStepCount: Bool {
        switch self {
        case .constant: false
        case .cosine, .triangle, .step: true
        }
    }

    /// The learning rate at a step, as a factor of the peak learning rate.
    ///
    /// - Parameters:
    ///   - stepNumber: the step, counted from 1.
    ///   - warmupSteps: the number of steps in which the learning rate rises linearly to its peak.
    package func factor(stepNumber: Int, stepCount: Int, warmupSteps: Int) -> Double {
        if stepNumber <= warmupSteps { return Double(stepNumber) / Double(warmupSteps + 1) }
        // Progress from 0 at the first step after warm-up to 1 just after the last step.
        let length = max(1, stepCount - warmupSteps)
        let progress = Double(stepNumber - warmupSteps - 1) / Double(length)
        switch self {
        case .constant: return 1
        case .cosine: return (1 + cosineOfHalfTurns(progress)) / 2
        case .triangle: return 1 - progress
        case .step: return progress < 0.5 ? 1 : progress < 0.75 ? 0.1 : 0.01
        }
    }
}

/// cos(πx) for 0 ≤ x ≤ 1 by the Taylor series of the sine. The last bit of libm's `cos` differs
/// between machines and would change the weights.
private func cosineOfHalfTurns(_ x: Double) -> Double {
    let angle = Double.pi * (0.5 - x)
    let square = angle * angle
    var term = angle
    var sum = angle
    for n in stride(from: 2.0, through: 22.0, by: 2.0) {
        term *= -square / (n * (n + 1))
        sum += term
    }
    return sum
}
