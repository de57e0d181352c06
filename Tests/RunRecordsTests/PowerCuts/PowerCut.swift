/// What of that which was not synchronized is on the disk after a power cut.
enum PowerCut {
    case onlySynchronized
    /// All of it: the system had just written everything, or it was the process that was killed.
    case everything
    /// Any part of it, drawn from a generator.
    case luck(SplitMix64)

    static func luck(seed: Int) -> PowerCut { .luck(SplitMix64(state: UInt64(seed))) }
}

/// The generator of Steele, Lea and Flood, "Fast splittable pseudorandom number generators",
/// OOPSLA 2014.
struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var bits = state
        bits = (bits ^ bits >> 30) &* 0xbf58_476d_1ce4_e5b9
        bits = (bits ^ bits >> 27) &* 0x94d0_49bb_1331_11eb
        return bits ^ bits >> 31
    }
}
