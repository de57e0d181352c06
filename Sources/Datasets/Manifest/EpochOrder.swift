import RandomStreams

/// The order in which one virtual worker goes through its images in one epoch.
package struct EpochOrder: Sendable, Equatable {
    /// Places in the worker's list of images, shuffled; each once.
    package let order: [Int]
    /// The steps that they are spread over.
    package let stepCount: Int

    /// Shuffles a worker's images by random numbers keyed by (seed, epoch, sample key); equal
    /// numbers are ordered by key, then by place.
    ///
    /// - Parameters:
    ///   - keys: the keys of the worker's images, in the order of the shard.
    ///   - seed: the run's seed.
    ///   - epoch: from 0.
    ///   - stepCount: `ShardPlan.stepCount`.
    package init(keys: [UInt64], seed: UInt64, epoch: Int, stepCount: Int) {
        precondition(stepCount >= 0, "an epoch has no negative number of steps")
        precondition(stepCount > 0 || keys.isEmpty, "images need at least one step")
        let numbers = keys.map { key in
            CounterRandom(seed: seed, purpose: .shuffle, epoch: epoch, key: key).bits64(at: 0)
        }
        order = keys.indices.sorted { a, b in
            (numbers[a], keys[a], a) < (numbers[b], keys[b], b)
        }
        self.stepCount = stepCount
    }

    /// The images of one step: ⌊step · n / stepCount⌋ up to ⌊(step + 1) · n / stepCount⌋ of the
    /// shuffled order. Empty for a worker with fewer images than steps now and then.
    /// - Parameter step: 0 up to stepCount − 1.
    package func samples(step: Int) -> ArraySlice<Int> {
        precondition(step >= 0 && step < stepCount, "a step lies in the epoch")
        let start = step * order.count / stepCount
        let end = (step + 1) * order.count / stepCount
        return order[start..<end]
    }
}
