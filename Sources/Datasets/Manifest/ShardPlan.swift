/// Which images are for validation, and which virtual worker trains on which images. It depends on
/// the index, the seed and the number of virtual workers, never on the number of ranks.
package struct ShardPlan: Sendable, Equatable {
    /// For each virtual worker, the indices of its images in the index's entries: its shard.
    package let workerEntries: [[Int]]
    /// The indices of the validation images in the index's entries, in ascending order.
    package let validation: [Int]

    package init(workerEntries: [[Int]], validation: [Int]) {
        self.workerEntries = workerEntries
        self.validation = validation
    }

    /// Holds out the validation images and deals the rest round-robin to the workers.
    ///
    /// Training images are ordered by (class, key, path), and position p goes to worker p mod
    /// `virtualWorkers`. So every worker has almost the same number of images of each class, and
    /// shard sizes differ by at most one.
    ///
    /// Example: 10 training images and 4 workers give shards of 3, 3, 2 and 2 images.
    ///
    /// - Parameter virtualWorkers: at least 1.
    package init(
        entries: some Sequence<ImageIndex.Entry>, carving: ValidationCarving, virtualWorkers: Int
    ) {
        let entries = ImageIndex.Entries(entries)
        precondition(virtualWorkers >= 1, "there is at least one virtual worker")
        validation = carving.places(in: entries)
        var validates = [Bool](repeating: false, count: entries.count)
        for place in validation { validates[place] = true }
        var workers = [[Int]](repeating: [], count: virtualWorkers)
        let dealt = classOrder(entries).flatMap { $0 }.filter { !validates[$0] }
        for (position, place) in dealt.enumerated() {
            workers[position % virtualWorkers].append(place)
        }
        workerEntries = workers
    }

    package var virtualWorkers: Int { workerEntries.count }

    /// The number of training images.
    package var trainingCount: Int { workerEntries.reduce(0) { $0 + $1.count } }

    /// The number of steps of an epoch: the maximum over the workers of ⌈images / micro-batch⌉,
    /// where a micro-batch has batchSize / virtualWorkers images.
    /// - Parameter batchSize: a positive multiple of `virtualWorkers`.
    package func stepCount(batchSize: Int) -> Int {
        precondition(
            batchSize > 0 && batchSize % virtualWorkers == 0,
            "the batch size is a positive multiple of the number of virtual workers")
        let microBatch = batchSize / virtualWorkers
        return workerEntries.map { ($0.count + microBatch - 1) / microBatch }.max() ?? 0
    }
}
