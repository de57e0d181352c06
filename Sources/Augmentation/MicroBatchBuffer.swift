import Datasets

/// The rendered inputs of one micro-batch: images, labels and keys. `MicroBatchSelection` says
/// which samples they are of.
package final class MicroBatchBuffer {
    /// The rendered images (capacity, height, width), floats from 0 to 1.
    package let images: UnsafeMutablePointer<Float>
    /// The class index of each sample (capacity).
    package let labels: UnsafeMutablePointer<Int32>
    /// The keys of the samples (capacity).
    package let keys: UnsafeMutablePointer<UInt64>
    let capacity: Int
    let height: Int
    let width: Int
    let augmentation: AugmentationSettings
    let seed: UInt64
    private let memory: AugmentationMemory

    /// - Parameters:
    ///   - images: room for `capacity` images of height × width floats; owned by the caller.
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

    /// Renders the selected samples with the augmentation of their epoch.
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
