import Augmentation
package import ConvNet
import RunRecords

/// The memory of one micro-batch in flight: its images, labels, activations and gradients.
///
/// Allocated once and used in every step. The words for a micro-batch: `MicroBatchSelection` names
/// its samples, `MicroBatchBuffer` holds their images and labels, `workspace.input` is where these
/// images lie.
package final class MicroBatchSlot {
    package let workspace: Workspace
    /// Writes images to `workspace.input`.
    let buffer: MicroBatchBuffer
    /// The pass between forward and backward; nil before the first micro-batch, and for one without
    /// images.
    var pass: TrainingPass?

    /// - Parameter packed: packed weights that other slots or processes use too; nil for a copy of
    ///   its own.
    init(for network: Network, _ description: RunDescription, packed: PackedWeights?) {
        workspace = Workspace(
            for: network, sampleCapacity: description.schedule.microBatchSize, trains: true,
            packed: packed)
        buffer = MicroBatchBuffer(
            images: workspace.input, capacity: description.schedule.microBatchSize,
            height: description.data.imageHeight, width: description.data.imageWidth,
            augmentation: description.augmentation, seed: description.seed)
    }
}
