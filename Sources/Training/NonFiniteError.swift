import Collectives
package import Failures

/// The loss, a gradient or the state became NaN or infinite. Thrown on all ranks alike, before a
/// checkpoint with it is written.
package struct NonFiniteError: AgreedError, Equatable {
    /// What it is, for example "the loss" or "the gradient of convolution1.weight".
    package let quantity: String
    /// From 1.
    package let epoch: Int
    /// The step of the epoch in which it was found, from 1.
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
