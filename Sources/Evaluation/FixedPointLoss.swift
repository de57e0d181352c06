/// A sample's loss as an integer count of 2⁻³² units.
///
/// Integers sum to the same value in any order, so the mean loss of a data set does not depend on
/// how its samples were spread over ranks. The rounding error of a sample is at most 2⁻³³.
package enum FixedPointLoss {
    /// One unit of loss is 2³² of these integers.
    package static let unitsPerLoss = 4_294_967_296.0

    /// Losses of greater magnitude, infinities and NaN count as this much.
    ///
    /// A cross-entropy of 256 means a probability of e⁻²⁵⁶, far below the least Float. With this
    /// cap the sum of 2²² losses fits Int64 with a bit to spare.
    package static let greatestLoss = 256.0

    /// The units of one sample's loss, rounded to nearest, ties to even.
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
