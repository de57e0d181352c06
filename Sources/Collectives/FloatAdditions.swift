/// All additions of the tree, one by one: nothing may be reassociated.
enum FloatAdditions {
    /// Makes sum[i] = left[i] + right[i], for i in 0..<count; `sum` overlaps neither of them.
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

    /// Makes sum[i] += source[i], for i in 0..<count. Kept apart from `set`, whose loop is the faster one
    /// because its sum is not an operand.
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

    /// Rounds values where they lie.
    static func round(_ values: UnsafeMutablePointer<Float>, count: Int) {
        for index in 0..<count { values[index] = roundedToBFloat16(values[index]) }
    }
}
