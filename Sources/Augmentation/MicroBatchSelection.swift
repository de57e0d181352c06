package import Datasets

/// The samples of a shard that form one micro-batch: a function of the run's seed, the epoch, the
/// step and the worker. It holds indices only; `MicroBatchBuffer` holds the pixels.
package struct MicroBatchSelection {
    package let epoch: Int
    package let step: Int
    /// The virtual worker that the micro-batch belongs to.
    package let worker: Int
    package let shard: ImageStore
    /// Indices into `shard`.
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

    /// Whether both select the same samples: epoch, step and worker determine the rest.
    func isSame(as other: MicroBatchSelection) -> Bool {
        (epoch, step, worker) == (other.epoch, other.step, other.worker)
    }
}
