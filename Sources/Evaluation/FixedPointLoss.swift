/// A sample's loss as an integer count of 2⁻³² units.
///
/// Integers sum to the same value in any order, so the mean loss of a data set does not depend on
/// how its samples were spread over ranks. The rounding error of a sample is at most 2⁻³³.
package enum FixedPointLoss {
    /// The integer that represents a loss of 1.
    package static let unitsPerLoss = 4_294_967_296.0

    /// The cap: losses of greater magnitude, infinities and NaN count as this much.
    ///
    /// A cross-entropy of 256 means a probability of e⁻²⁵⁶, far below the smallest Float. With this
    /// cap the sum of 2²² losses fits in Int64 with one bit to spare.
    package static let greatestLoss = 256.0

    /// One sample's loss in units of 2⁻³², rounded to nearest, ties to even.
    ///
    /// NaN and both infinities become `greatestLoss`, so that a network that has diverged scores
    /// badly instead of poisoning the comparison of epochs.
    package static func units(_ loss: Double) -> Int64 {
        guard loss.isFinite else { return Int64(greatestLoss * unitsPerLoss) }
        let bounded = min(max(loss, -greatestLoss), greatestLoss)
        // A power of two scales without rounding; the conversion below cannot overflow.
        return Int64((bounded * unitsPerLoss).rounded(.toNearestOrEven))
    }

    /// The mean loss of `sampleCount` samples whose units sum to `units`; 0 without samples.
    package static func mean(units: Int64, sampleCount: Int64) -> Double {
        sampleCount == 0 ? 0 : Double(units) / Double(sampleCount) / unitsPerLoss
    }
}
