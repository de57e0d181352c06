import TestSupport

/// What of that which was not synchronized is on the disk after a power cut.
enum PowerCut {
    case onlySynchronized
    /// All of it: the system had just written everything, or it was the process that was killed.
    case everything
    /// Any part of it, drawn from a generator.
    case luck(SplitMix64)

    static func luck(seed: Int) -> PowerCut { .luck(SplitMix64(state: UInt64(seed))) }
}
