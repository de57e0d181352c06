/// Which images validate and which worker trains on which: a function of the index, the seed and
/// the number of virtual workers, never of the number of ranks.
package struct ShardPlan: Sendable, Equatable {
    /// For each virtual worker, the places of its images in the index's entries.
    package let workerEntries: [[Int]]
    /// The places of the validation images in the index's entries, ascending.
    package let validation: [Int]

    package init(workerEntries: [[Int]], validation: [Int]) {
        self.workerEntries = workerEntries
        self.validation = validation
    }

    /// Carves validation from training and deals the rest.
    ///
    /// Images that do not validate are ordered by (class, key, path); position p goes to worker
    /// p mod `virtualWorkers`, so that sizes differ by at most one.
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

    /// The number of images that are trained on.
    package var trainingCount: Int { workerEntries.reduce(0) { $0 + $1.count } }

    /// The steps of an epoch: max over the workers of ⌈images / micro-batch⌉, the micro-batch
    /// being batchSize / virtualWorkers.
    /// - Parameter batchSize: a positive multiple of `virtualWorkers`.
    package func stepCount(batchSize: Int) -> Int {
        precondition(
            batchSize > 0 && batchSize % virtualWorkers == 0,
            "the batch size is a positive multiple of the number of virtual workers")
        let microBatch = batchSize / virtualWorkers
        return workerEntries.map { ($0.count + microBatch - 1) / microBatch }.max() ?? 0
    }
}
