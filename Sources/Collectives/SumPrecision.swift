/// Which elements of a sum are rounded to bfloat16, the upper half of a float, so that they can be
/// sent in 16 bits.
///
/// Each worker's term is rounded, and so is each sum of two, on whatever rank it is computed. So
/// every node of the summation tree can be sent in 16 bits, and the total depends only on the
/// terms, not on where ranks run. Each addition itself uses 32-bit floats.
package struct SumPrecision: Sendable {
    /// Elements with a lower index keep all their bits.
    let exactCount: Int

    /// Rounds nothing.
    package static let exact = SumPrecision(exactCount: .max)

    /// - Parameter exactCount: elements with a lower index keep all their bits.
    package static func bfloat16(from exactCount: Int) -> SumPrecision {
        SumPrecision(exactCount: exactCount)
    }

    /// Where a range of elements splits into exact and rounded ones.
    func split(_ elements: Range<Int>) -> Int {
        min(max(exactCount, elements.lowerBound), elements.upperBound)
    }
}

/// The nearest bfloat16 value, ties to even; NaN stays NaN.
///
/// Example: 1.001 becomes 1.0, since bfloat16 has 8 significant bits.
@inline(__always)
func roundedToBFloat16(_ value: Float) -> Float {
    let bits = value.bitPattern
    let rounded = (bits &+ 0x7fff &+ (bits >> 16 & 1)) & 0xffff_0000
    // The rounding addition would turn some NaNs into an infinity or a zero.
    return Float(bitPattern: value.isNaN ? 0x7fc0_0000 : rounded)
}
