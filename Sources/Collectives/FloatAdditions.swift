/// The additions of the summation tree. The compiler must not reassociate them, so they are
/// separate loops without fast-math flags.
enum FloatAdditions {
    /// Computes sum[i] = left[i] + right[i] for i in 0..<count. `sum` must overlap neither operand.
    ///
    /// - Parameter rounds: whether to round each result to bfloat16.
    @inline(__always)
    static func set(
        _ sum: UnsafeMutablePointer<Float>, to left: UnsafePointer<Float>,
        plus right: UnsafePointer<Float>, count: Int, rounds: Bool
    ) {
        if rounds {
            for index in 0..<count {
                sum[index] = roundedToBFloat16(left[index] + right[index])
            }
        } else {
            for index in 0..<count { sum[index] = left[index] + right[index] }
        }
    }

    /// Computes sum[i] += source[i] for i in 0..<count. It is separate from `set`, which is faster
    /// because its destination is not also an operand.
    @inline(__always)
    static func add(
        _ source: UnsafePointer<Float>, to sum: UnsafeMutablePointer<Float>, count: Int,
        rounds: Bool
    ) {
        if rounds {
            for index in 0..<count {
                sum[index] = roundedToBFloat16(sum[index] + source[index])
            }
        } else {
            for index in 0..<count { sum[index] += source[index] }
        }
    }

    /// Rounds values to bfloat16 in place.
    static func round(_ values: UnsafeMutablePointer<Float>, count: Int) {
        for index in 0..<count { values[index] = roundedToBFloat16(values[index]) }
    }
}
