package import Datasets

/// Which samples of a shard make a micro-batch: a function of the run's seed, the epoch, the step and
/// the worker. It holds no pixels.
package struct MicroBatchSelection {
    package let epoch: Int
    package let step: Int
    package let worker: Int
    package let shard: ImageStore
    /// Places in the shard.
    package let samples: ArraySlice<Int>

    package init(
        epoch: Int, step: Int, worker: Int, shard: ImageStore, samples: ArraySlice<Int>
    ) {
        self.epoch = epoch
        self.step = step
        self.worker = worker
        self.shard = shard
        self.samples = samples
    }

    func isSame(as other: MicroBatchSelection) -> Bool {
        (epoch, step, worker) == (other.epoch, other.step, other.worker)
    }
}
