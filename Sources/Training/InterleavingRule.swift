/// Whether ranks interleave the backward passes of their workers, layer by layer.
///
/// The gradients of a layer can travel when all workers of a rank have made theirs. With one worker after
/// another, the last backward pass alone hides the exchange; interleaved, all of them do. But then each
/// micro-batch needs memory of its own, which is cold when its turn comes: forward and backward take 5 to
/// 15 % longer. So this pays where ranks wait longer than that for the network. If some wait and others do
/// not, they wait for those, and nothing would be gained: therefore all ranks vote, in the sum of a step.
/// The sum has the same bits in any case.
package struct InterleavingRule {
    /// Waiting over computing, of the steps that count.
    private var waits = SIMD3<Double>()
    private var stepCount = 0

    /// The share of the time for computing that waiting has to exceed.
    private static let limit = 0.2
    /// The first step is slower than all others.
    private static let firstStep = 2
    private static let votingStep = 5

    package init() {}

    /// Notes a step.
    ///
    /// - Parameters:
    ///   - waitSeconds: between the end of the last backward pass and the total.
    ///   - computeSeconds: forward and backward, of all workers.
    package mutating func note(waitSeconds: Double, computeSeconds: Double) {
        stepCount += 1
        guard (Self.firstStep..<Self.votingStep).contains(stepCount) else { return }
        waits[stepCount - Self.firstStep] = waitSeconds / max(computeSeconds, 1e-9)
    }

    /// Whether this rank votes for it in the step that is next; true once at most.
    package var votes: Bool {
        stepCount + 1 == Self.votingStep && median > Self.limit
    }

    private var median: Double {
        max(min(waits[0], waits[1]), min(max(waits[0], waits[1]), waits[2]))
    }
}
