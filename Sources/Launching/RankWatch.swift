/// Tells an mpirun that works or waits from one whose ranks are gone and that hangs nevertheless.
///
/// What it has started are its ranks, or what brings it to other hosts: `ssh`, `srun`. Where it needs
/// neither, as under a batch system that starts the ranks of other hosts itself, it never has had any,
/// and is left alone. Looks are counted, not time: a machine that slept has not looked.
package struct RankWatch: Sendable {
    /// The looks in a row, up to the last one, that saw no process after some had been seen.
    package private(set) var looksWithout = 0
    private let lookLimit: Int?
    private var hasSeenRanks = false

    /// - Parameter lookLimit: how many looks without a process are too many; nil for no such number.
    package init(lookLimit: Int?) {
        self.lookLimit = lookLimit
    }

    /// Takes in one look.
    /// - Parameter count: the running processes that mpirun has started.
    /// - Returns: whether the limit is reached with this very look.
    package mutating func areGone(whenSeen count: Int) -> Bool {
        hasSeenRanks = hasSeenRanks || count > 0
        looksWithout = count > 0 || !hasSeenRanks ? 0 : looksWithout + 1
        return looksWithout == lookLimit
    }
}
