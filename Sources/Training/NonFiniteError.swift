import Collectives

/// Training left the numbers. All ranks decide alike, before anything is written.
package struct NonFiniteError: AgreedError, Equatable, CustomStringConvertible {
    /// The loss, a gradient, a statistic of the batch, a parameter or a part of the optimizer.
    package let what: String
    package let epoch: Int
    /// The step after which it is so, counted from 1.
    package let stepInEpoch: Int

    package var description: String {
        "\(what) is not finite in epoch \(epoch), step \(stepInEpoch); the last checkpoint is kept:"
            + " train again with a lower --learning-rate, into another --run"
    }
}
