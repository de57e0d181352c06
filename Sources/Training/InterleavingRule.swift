/// Decides how many of its workers' backward passes a rank interleaves, layer by layer, to overlap
/// more of the exchange with computing.
///
/// The gradients of a layer can be sent once all workers of a rank have computed theirs. Worker
/// after worker, only the last backward pass overlaps the exchange; with the last k interleaved, k of
/// them do. But then k micro-batches need memory of their own, which has left the cache by the time
/// it is used again: their forward and backward passes take 5 to 15 % longer. So a rank votes only if
/// it waits for more than a fifth of its compute time, and for as many workers as have backward
/// passes of that length together.
///
/// If only some ranks wait, they wait for the others rather than for the network, and nothing would
/// be gained. Therefore all ranks must vote for it; the votes travel in the sum of a step. The sum
/// has the same bits in either case.
package struct InterleavingRule {
    /// Exposed exchange time divided by compute time, of each measured step.
    private var computeRatios = SIMD3<Double>()
    /// Exposed exchange time divided by the time of one worker's backward pass.
    private var passRatios = SIMD3<Double>()
    private var stepCount = 0

    /// The ratio above which a rank votes: well above the 5 to 15 % that interleaving costs.
    private static let limit = 0.2
    /// Step 1 also sets up connections and touches memory for the first time.
    private static let firstMeasuredStep = 2
    private static let votingStep = 5

    package init() {}

    /// Takes in the times of a step.
    ///
    /// - Parameters:
    ///   - waitSeconds: from the end of the last backward pass to the total.
    ///   - computeSeconds: forward and backward passes of all workers of this rank.
    ///   - passSeconds: the backward pass of one worker.
    package mutating func note(
        waitSeconds: Double, computeSeconds: Double, passSeconds: Double
    ) {
        stepCount += 1
        guard (Self.firstMeasuredStep..<Self.votingStep).contains(stepCount) else { return }
        let step = stepCount - Self.firstMeasuredStep
        computeRatios[step] = waitSeconds / max(computeSeconds, 1e-9)
        passRatios[step] = waitSeconds / max(passSeconds, 1e-9)
    }

    /// The number of workers that this rank would interleave, at least 2; nil if it does not vote in
    /// the next step. Not nil at most once.
    package var vote: Int? {
        guard stepCount + 1 == Self.votingStep, Self.median(of: computeRatios) > Self.limit else {
            return nil
        }
        let passCount = Self.median(of: passRatios).rounded(.up)
        return 1 + Int(min(max(passCount, 1), 1024))
    }

    /// The median of the three, so that one disturbed step does not decide.
    private static func median(of ratios: SIMD3<Double>) -> Double {
        max(min(ratios[0], ratios[1]), min(max(ratios[0], ratios[1]), ratios[2]))
    }
}
