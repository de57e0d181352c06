/// Decides whether ranks interleave the backward passes of their workers, layer by layer, to
/// overlap more of the exchange with computing.
///
/// The gradients of a layer can be sent once all workers of a rank have computed theirs. Worker
/// after worker, only the last backward pass overlaps the exchange; interleaved, all of them do.
/// But then each micro-batch needs memory of its own, which has left the cache by the time it is
/// used again: forward and backward take 5 to 15 % longer. So it pays where ranks wait longer than
/// that for the network.
///
/// If only some ranks wait, they wait for the others rather than for the network, and nothing would
/// be gained. Therefore all ranks must vote for it; the votes travel in the sum of a step. The sum
/// has the same bits in either case.
package struct InterleavingRule {
    /// Exposed exchange time divided by compute time, of each measured step.
    private var waits = SIMD3<Double>()
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
    package mutating func note(waitSeconds: Double, computeSeconds: Double) {
        stepCount += 1
        guard (Self.firstMeasuredStep..<Self.votingStep).contains(stepCount) else { return }
        waits[stepCount - Self.firstMeasuredStep] = waitSeconds / max(computeSeconds, 1e-9)
    }

    /// Whether this rank votes for it in the next step; true at most once.
    package var votes: Bool {
        stepCount + 1 == Self.votingStep && median > Self.limit
    }

    /// The median of the three, so that one disturbed step does not decide.
    private var median: Double {
        max(min(waits[0], waits[1]), min(max(waits[0], waits[1]), waits[2]))
    }
}
