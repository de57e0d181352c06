import RandomStreams

/// The order in which one virtual worker visits its images in one epoch, and how the images are
/// divided among the steps: the sampler of a data loader.
package struct EpochOrder: Sendable, Equatable {
    /// Indices into the worker's list of images, shuffled; each occurs once.
    package let order: [Int]
    /// The number of steps of the epoch.
    package let stepCount: Int

    /// Shuffles a worker's images by random numbers keyed by (seed, epoch, sample key). Equal
    /// numbers are ordered by key, then by position. So the order does not depend on the order of
    /// the shard.
    ///
    /// - Parameters:
    ///   - keys: the sample keys of the worker's images, in the order of the shard.
    ///   - seed: the run's seed.
    ///   - epoch: the epoch, counted from 0.
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
    /// shuffled order. All n images are used in each epoch, spread evenly over the steps. The slice
    /// is sometimes empty if a worker has fewer images than steps.
    /// - Parameter step: the step in the epoch, 0 to stepCount − 1.
    package func samples(step: Int) -> ArraySlice<Int> {
        precondition(step >= 0 && step < stepCount, "a step lies in the epoch")
        let start = step * order.count / stepCount
        let end = (step + 1) * order.count / stepCount
        return order[start..<end]
    }
}
