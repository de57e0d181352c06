import CPNG

/// The limits of image files of any format, checked before memory is allocated.
package enum ImageLimits {
    /// The lengths that a side may have, in pixels. A letter needs only some tens of pixels: the
    /// upper limit keeps a wrong file from filling the memory.
    package static let sides = Int(CPNG_MINIMUM_SIDE)...Int(CPNG_MAXIMUM_SIDE)
    /// The largest file that is read, in bytes. Larger files are rejected without being read.
    package static let fileByteCount = 16 << 20
}
