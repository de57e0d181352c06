import CPNG

/// The limits of all image files, whatever their format. They are checked before memory is allocated.
package enum ImageLimits {
    /// The lengths that a side may have, in pixels.
    package static let sides = Int(CPNG_MINIMUM_SIDE)...Int(CPNG_MAXIMUM_SIDE)
    /// The largest file that is read, in bytes.
    package static let fileByteCount = 16 << 20
}
