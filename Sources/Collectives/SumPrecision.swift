/// Which elements of a sum are rounded to bfloat16, the upper half of a float, so that they can cross the
/// network in 16 bits.
///
/// Each worker's term is rounded, and each sum of two, wherever they meet: so every node of the
/// summation tree can be sent, and the total depends on nothing but the terms. Each addition itself is
/// made in floats.
package struct SumPrecision: Sendable {
    /// Elements below it keep all their bits.
    let exactCount: Int

    /// Rounds nothing.
    package static let exact = SumPrecision(exactCount: .max)

    /// - Parameter exactCount: elements below it keep all their bits.
    package static func bfloat16(from exactCount: Int) -> SumPrecision {
        SumPrecision(exactCount: exactCount)
    }

    /// Where a range of elements splits into exact and rounded ones.
    func split(_ elements: Range<Int>) -> Int {
        min(max(exactCount, elements.lowerBound), elements.upperBound)
    }
}

/// The nearest value of bfloat16, ties to even; NaN stays NaN.
@inline(__always)
func roundedToBFloat16(_ value: Float) -> Float {
    let bits = value.bitPattern
    let rounded = (bits &+ 0x7fff &+ (bits >> 16 & 1)) & 0xffff_0000
    // Of NaN the addition could make an infinity or a zero.
    return Float(bitPattern: value.isNaN ? 0x7fc0_0000 : rounded)
}
