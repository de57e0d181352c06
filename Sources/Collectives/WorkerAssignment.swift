package import Failures

/// Which virtual workers each rank owns: rank r of R has workers ⌊rV/R⌋ ..< ⌊(r+1)V/R⌋.
///
/// The virtual workers are fixed for a run's life and decide its weights. The ranks only share
/// them out, so any number of ranks up to V computes the same sums.
package struct WorkerAssignment: Sendable, Equatable {
    /// V, the number of virtual workers.
    package let virtualWorkers: Int

    /// R, the number of ranks.
    package let worldSize: Int

    /// - Throws: `WorkerAssignmentError` when a rank would have no worker.
    package init(virtualWorkers: Int, worldSize: Int) throws(WorkerAssignmentError) {
        precondition(worldSize >= 1, "a world has at least one rank")
        guard worldSize <= virtualWorkers else {
            throw WorkerAssignmentError(virtualWorkers: virtualWorkers, worldSize: worldSize)
        }
        self.virtualWorkers = virtualWorkers
        self.worldSize = worldSize
    }

    /// The tree in which the workers' vectors are added.
    package var tree: SummationTree { SummationTree(leafCount: virtualWorkers) }

    /// The workers that `rank` owns; never empty.
    package func workers(of rank: Int) -> Range<Int> {
        precondition(rank >= 0 && rank < worldSize, "the rank must be in the world")
        return rank * virtualWorkers / worldSize..<(rank + 1) * virtualWorkers / worldSize
    }

    /// The largest subtrees of the sum that `rank` can add alone.
    package func maximalSubtrees(of rank: Int) -> [Range<Int>] {
        tree.maximalSubtrees(in: workers(of: rank))
    }

    /// The largest number of workers that one rank owns, times R / V: 1 when all have the same
    /// work, 1.5 when the slowest rank has half as much again as an even share.
    package var imbalance: Double {
        let largest = (0..<worldSize).map { workers(of: $0).count }.max() ?? 0
        return Double(largest * worldSize) / Double(virtualWorkers)
    }
}

/// There are more ranks than virtual workers, so that some would have no work. All ranks know both
/// numbers, so all throw alike.
package struct WorkerAssignmentError: AgreedError, Equatable {
    package let virtualWorkers: Int
    package let worldSize: Int

    package init(virtualWorkers: Int, worldSize: Int) {
        self.virtualWorkers = virtualWorkers
        self.worldSize = worldSize
    }

    package var what: String {
        "\(worldSize) ranks cannot share \(virtualWorkers) virtual workers: each rank needs at least"
            + " one"
    }
    package var location: String? { nil }
    package var remedy: String? {
        "start at most \(virtualWorkers) ranks, or pass --virtual-workers \(worldSize)"
            + " (this changes the weights)"
    }
    package var exitStatus: ExitStatus { .configuration }
}
