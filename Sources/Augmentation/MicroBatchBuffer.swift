import Datasets

/// The images, labels and keys of one micro-batch in memory, and what renders them there.
package final class MicroBatchBuffer {
    /// (N, H, W).
    package let images: UnsafeMutablePointer<Float>
    package let labels: UnsafeMutablePointer<Int32>
    /// The samples' keys.
    package let keys: UnsafeMutablePointer<UInt64>
    let capacity: Int
    let height: Int
    let width: Int
    let augmentation: AugmentationSettings
    let seed: UInt64
    private let memory: AugmentationMemory

    /// - Parameters:
    ///   - images: room for `capacity` images of height × width; stays the caller's.
    ///   - seed: the run's seed.
    package init(
        images: UnsafeMutablePointer<Float>, capacity: Int, height: Int, width: Int,
        augmentation: AugmentationSettings, seed: UInt64
    ) {
        self.images = images
        self.capacity = capacity
        self.height = height
        self.width = width
        self.augmentation = augmentation
        self.seed = seed
        memory = AugmentationMemory(height: height, width: width)
        labels = .allocate(capacity: capacity)
        labels.initialize(repeating: 0, count: capacity)
        keys = .allocate(capacity: capacity)
        keys.initialize(repeating: 0, count: capacity)
    }

    deinit {
        labels.deallocate()
        keys.deallocate()
    }

    /// Renders the selected samples as the epoch sees them.
    package func render(_ batch: MicroBatchSelection) {
        let shard = batch.shard
        for (place, sample) in batch.samples.enumerated() {
            labels[place] = shard.labels[sample]
            keys[place] = shard.keys[sample]
            shard.withPixels(of: sample) { pixels in
                augmentation.render(
                    pixels, key: shard.keys[sample], epoch: batch.epoch, seed: seed, in: memory,
                    into: images + place * shard.height * shard.width)
            }
        }
    }

    /// Copies the rendered images of another buffer.
    func copy(_ other: MicroBatchBuffer, of batch: MicroBatchSelection) {
        let count = batch.samples.count
        images.update(from: other.images, count: count * height * width)
        labels.update(from: other.labels, count: count)
        keys.update(from: other.keys, count: count)
    }
}
