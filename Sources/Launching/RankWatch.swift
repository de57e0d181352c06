/// Detects an mpirun that hangs after its ranks have ended.
///
/// The child processes of mpirun are its ranks, or the programs that reach other hosts: `ssh`,
/// `srun`. If it never had any, as under a batch system that starts the ranks of other hosts
/// itself, it is not judged. Polls are counted instead of time, so that a machine that was
/// suspended does not count.
package struct RankWatch: Sendable {
    /// The number of consecutive polls without a process, after some had been seen.
    package private(set) var looksWithout = 0
    private let lookLimit: Int?
    private var hasSeenRanks = false

    /// - Parameter lookLimit: the number of polls without a process at which mpirun counts as
    ///   hanging; nil to disable.
    package init(lookLimit: Int?) {
        self.lookLimit = lookLimit
    }

    /// Records one poll.
    /// - Parameter count: the number of running child processes of mpirun.
    /// - Returns: whether the limit is reached by exactly this poll.
    package mutating func areGone(whenSeen count: Int) -> Bool {
        hasSeenRanks = hasSeenRanks || count > 0
        looksWithout = count > 0 || !hasSeenRanks ? 0 : looksWithout + 1
        return looksWithout == lookLimit
    }
}
