/// A 64-bit hash of numbers by which ranks find that they are out of step.
///
/// Each step maps different states, and different words, to different states: two sequences that
/// differ in one word always differ in their hashes.
struct StateHash {
    private(set) var value: UInt64 = 0

    mutating func update(_ word: UInt64) {
        // The multiplier is odd, so that the product can be undone; the shift brings its high bits
        // down.
        value = (value ^ word) &* 0x9e37_79b9_7f4a_7c15
        value ^= value >> 32
    }

    mutating func update(_ floats: UnsafeMutableBufferPointer<Float>) {
        for float in floats { update(UInt64(float.bitPattern)) }
    }
}
