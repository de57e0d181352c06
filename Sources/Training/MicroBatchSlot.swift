import Augmentation
package import ConvNet
import RunRecords

/// Memory for one micro-batch on its way through the network and back.
package final class MicroBatchSlot {
    package let workspace: Workspace
    let buffer: MicroBatchBuffer
    /// Nil before the first micro-batch, and for one without images.
    var pass: TrainingPass?

    /// - Parameter packed: the packed weights that are shared with other slots or processes, if so.
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
