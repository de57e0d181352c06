import Collectives
package import Failures

/// Training left the numbers. All ranks decide alike, before anything is written.
package struct NonFiniteError: AgreedError, Equatable {
    /// The loss, a gradient, a statistic of the batch, a parameter or a part of the optimizer.
    package let quantity: String
    package let epoch: Int
    /// The step after which it is so, counted from 1.
    package let stepInEpoch: Int

    package var what: String { "\(quantity) is not finite" }
    package var location: String? { "epoch \(epoch), step \(stepInEpoch)" }
    package var remedy: String? {
        "the last checkpoint is kept: train again with a lower --learning-rate, into another --run"
    }
    package var exitStatus: ExitStatus { .internalError }
    package var sentence: String {
        "\(quantity) is not finite in epoch \(epoch), step \(stepInEpoch)"
    }
}
