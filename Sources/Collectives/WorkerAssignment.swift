package import Failures

/// Which virtual workers each rank owns: the rank at position p of R (see `HostLayout`) has workers
/// ⌊pV/R⌋ ..< ⌊(p+1)V/R⌋.
///
/// A virtual worker is a logical data-parallel replica with its own shard and micro-batch. Their
/// number V is fixed for the whole run and decides its weights. The R ≤ V ranks only divide the
/// workers among themselves, so any number of ranks computes the same sums. Example: with V = 8 and
/// R = 3 the ranks own workers 0..<2, 2..<5 and 5..<8.
package struct WorkerAssignment: Sendable, Equatable {
    /// V, the number of virtual workers.
    package let virtualWorkers: Int

    /// Where the ranks run.
    package let layout: HostLayout

    /// - Throws: `WorkerAssignmentError` if a rank would have no worker.
    package init(virtualWorkers: Int, layout: HostLayout) throws(WorkerAssignmentError) {
        precondition(layout.worldSize >= 1, "a world has at least one rank")
        guard layout.worldSize <= virtualWorkers else {
            throw WorkerAssignmentError(
                virtualWorkers: virtualWorkers, worldSize: layout.worldSize)
        }
        self.virtualWorkers = virtualWorkers
        self.layout = layout
    }

    /// All ranks on one host.
    package init(virtualWorkers: Int, worldSize: Int) throws(WorkerAssignmentError) {
        try self.init(virtualWorkers: virtualWorkers, layout: HostLayout(worldSize: worldSize))
    }

    /// R, the number of ranks.
    package var worldSize: Int { layout.worldSize }

    /// The tree by which the workers' vectors are added.
    package var tree: SummationTree { SummationTree(leafCount: virtualWorkers) }

    /// The workers that `rank` owns; never empty.
    package func workers(of rank: Int) -> Range<Int> {
        precondition(rank >= 0 && rank < worldSize, "the rank must be in the world")
        let position = layout.position(of: rank)
        return position * virtualWorkers / worldSize..<(position + 1) * virtualWorkers / worldSize
    }

    /// The workers that the ranks of host number `host` own; never empty.
    package func workers(onHost host: Int) -> Range<Int> {
        let ranks = layout.hosts[host]
        return workers(of: ranks[0]).lowerBound..<workers(of: ranks[ranks.count - 1]).upperBound
    }

    /// The largest subtrees of the sum that `rank` can add without other ranks.
    package func maximalSubtrees(of rank: Int) -> [Range<Int>] {
        tree.maximalSubtrees(in: workers(of: rank))
    }

    /// The largest subtrees of the sum that the ranks of host number `host` can add without other
    /// hosts.
    package func maximalSubtrees(onHost host: Int) -> [Range<Int>] {
        tree.maximalSubtrees(in: workers(onHost: host))
    }

    /// The largest number of workers that one rank owns, times R / V. It is 1 if all ranks have the
    /// same work, and 1.5 if the busiest rank has half as much again as an even share.
    package var imbalance: Double {
        let largest = (0..<worldSize).map { workers(of: $0).count }.max() ?? 0
        return Double(largest * worldSize) / Double(virtualWorkers)
    }
}

/// There are more ranks than virtual workers, so some ranks would have no work. All ranks know both
/// numbers, so all throw the same error.
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
