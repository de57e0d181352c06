/// A 64-bit hash of the training state, by which ranks find that they have diverged. It guards
/// against defects, not against attackers.
///
/// An update is a bijection of the state for a fixed word, and of the word for a fixed state. So
/// two sequences that differ in exactly one word never have the same hash.
struct StateHash {
    private(set) var value: UInt64 = 0

    mutating func update(_ word: UInt64) {
        // An odd multiplier makes the product invertible modulo 2⁶⁴. The shift feeds its high bits,
        // which are the best mixed, into the low ones.
        value = (value ^ word) &* 0x9e37_79b9_7f4a_7c15
        value ^= value >> 32
    }

    mutating func update(_ floats: UnsafeMutableBufferPointer<Float>) {
        for float in floats { update(UInt64(float.bitPattern)) }
    }
}
