/// The 64-bit key of a sample, from which its split, shard, order, augmentation and dropout follow.
/// It depends only on the path, so adding or removing one image does not change the random numbers
/// of the others.
package enum SampleKey {
    /// The key of a path relative to the training folder, a function of its UTF-8 bytes.
    ///
    /// FNV-1a (Fowler, Noll, Vo; draft-eastlake-fnv), mixed by MurmurHash3's 64-bit finalizer.
    /// Without the finalizer, names that differ only in their last byte have almost the same high
    /// bits.
    package static func hash(_ relativePath: String) -> UInt64 {
        var path = relativePath
        return path.withUTF8 { hash($0) }
    }

    /// The key of a path's UTF-8 bytes.
    static func hash(_ relativePath: UnsafeBufferPointer<UInt8>) -> UInt64 {
        var state = offsetBasis
        for byte in relativePath {
            state = (state ^ UInt64(byte)) &* prime
        }
        return finalize(state)
    }

    private static let offsetBasis: UInt64 = 0xCBF2_9CE4_8422_2325
    private static let prime: UInt64 = 0x100_0000_01B3

    private static func finalize(_ value: UInt64) -> UInt64 {
        var state = value
        state = (state ^ state >> 33) &* 0xFF51_AFD7_ED55_8CCD
        state = (state ^ state >> 33) &* 0xC4CE_B9FE_1A85_EC53
        return state ^ state >> 33
    }
}
