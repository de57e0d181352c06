/// How many of its workers' backward passes a rank interleaves, layer by layer.
///
/// The gradients of a layer can travel when all workers of a rank have made theirs. With one worker after
/// another, the last backward pass alone hides the exchange; with the last k interleaved, k of them do. But
/// then k micro-batches need memory of their own, which is cold when its turn comes: their forward and
/// backward passes take 5 to 15 % longer. So a rank wants as many as hide what it waits for, and none where it
/// waits for little. If some wait and others do not, they wait for those, and nothing would be gained:
/// therefore all ranks vote, in the sum of a step. The sum has the same bits in any case.
package struct InterleavingRule {
    /// What is waited for, over the computing and over one worker's backward pass, of the steps that count.
    private var waits: (computing: SIMD3<Double>, passes: SIMD3<Double>) = (.zero, .zero)
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
    ///   - passSeconds: of one worker's backward pass.
    package mutating func note(
        waitSeconds: Double, computeSeconds: Double, passSeconds: Double
    ) {
        stepCount += 1
        let place = stepCount - Self.firstStep
        guard (Self.firstStep..<Self.votingStep).contains(stepCount) else { return }
        waits.computing[place] = waitSeconds / max(computeSeconds, 1e-9)
        waits.passes[place] = waitSeconds / max(passSeconds, 1e-9)
    }

    /// The number of workers, 2 at least, that this rank wants to interleave from the next step on; nil for
    /// none, and in all steps but one.
    package var vote: Int? {
        guard stepCount + 1 == Self.votingStep, Self.median(of: waits.computing) > Self.limit else {
            return nil
        }
        return 1 + Int(Self.median(of: waits.passes).rounded(.up).clamped(to: 1...1024))
    }

    private static func median(of values: SIMD3<Double>) -> Double {
        max(min(values[0], values[1]), min(max(values[0], values[1]), values[2]))
    }
}

extension Double {
    fileprivate func clamped(to limits: ClosedRange<Double>) -> Double {
        min(max(self, limits.lowerBound), limits.upperBound)
    }
}
