import CounterRandom

/// Which images validate and which worker trains on which: a function of the index, the seed and
/// the number of virtual workers, never of the number of ranks.
package struct ShardPlan: Sendable, Equatable {
    /// For each virtual worker, the places of its images in the index's entries.
    package let workerEntries: [[Int]]
    /// The places of the validation images in the index's entries, ascending.
    package let validation: [Int]

    /// Carves validation from training and deals the rest.
    ///
    /// In each class of n images the first ⌊validationFraction · n⌋ in the random order of
    /// (seed, key) validate. The others are ordered by (class, key, path); position p goes to
    /// worker p mod `virtualWorkers`, so that sizes differ by at most one.
    ///
    /// - Parameters:
    ///   - validationFraction: at least 0 and less than 1.
    ///   - seed: the run's seed.
    ///   - virtualWorkers: at least 1.
    package init(
        entries: [ImageIndex.Entry], validationFraction: Double, seed: UInt64,
        virtualWorkers: Int
    ) {
        precondition(
            validationFraction >= 0 && validationFraction < 1,
            "the validation fraction is at least 0 and less than 1")
        precondition(virtualWorkers >= 1, "there is at least one virtual worker")
        let keys = entries.map { SampleKey.hash($0.path) }
        var classes = [[Int]](
            repeating: [], count: (entries.map(\.label).max() ?? -1) + 1)
        for (place, entry) in entries.enumerated() { classes[entry.label].append(place) }

        var validation: [Int] = []
        var dealt: [Int] = []
        for places in classes {
            let order = places.map { place in
                let random = CounterRandom(seed: seed, purpose: .split, key: keys[place])
                return RankedSample(random: random.bits64(at: 0), key: keys[place], place: place)
            }.sorted { $0.precedes($1, in: entries) }
            // Without the small term 0.29 · 100 would be 28.
            let count = Int(validationFraction * Double(places.count) + 1e-9)
            validation.append(contentsOf: order.prefix(count).map(\.place))
            let training = order.dropFirst(count).map {
                RankedSample(random: 0, key: $0.key, place: $0.place)
            }
            dealt.append(contentsOf: training.sorted { $0.precedes($1, in: entries) }.map(\.place))
        }
        var workers = [[Int]](repeating: [], count: virtualWorkers)
        for (position, place) in dealt.enumerated() {
            workers[position % virtualWorkers].append(place)
        }
        self.validation = validation.sorted()
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

/// A sample in an order by random number, then key, then path.
private struct RankedSample {
    let random: UInt64
    let key: UInt64
    let place: Int

    func precedes(_ other: RankedSample, in entries: [ImageIndex.Entry]) -> Bool {
        if random != other.random { return random < other.random }
        if key != other.key { return key < other.key }
        return bytesPrecede(entries[place].path, entries[other.place].path)
    }
}
