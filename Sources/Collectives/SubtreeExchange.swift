/// A way to the total of all ranks, once each has folded its own vectors to its maximal subtrees.
///
/// Every rank makes the same calls in the same order.
protocol SubtreeExchange: AnyObject {
    /// Begins a sum.
    func begin() throws

    /// This rank's maximal subtrees, in its first vectors, are final from element `start` on; `start`
    /// falls. What they hold may be sent from now on.
    func isFinal(from start: Int) throws

    /// Brings on what is under way, without waiting.
    func advance() throws

    /// Waits for the sum of all workers' vectors: equal bits on all ranks. It stays until the next sum.
    /// All elements are final before.
    func total() throws -> UnsafePointer<Float>
}

/// Makes sum[i] = left[i] + right[i], for i up to `count`; `sum` overlaps neither of them.
///
/// With `add`, these are all the additions of the tree: one by one, nothing may be reassociated.
@inline(__always)
func setToSum(
    _ sum: UnsafeMutablePointer<Float>, _ left: UnsafePointer<Float>,
    _ right: UnsafePointer<Float>, count: Int
) {
    for index in 0..<count {
        sum[index] = left[index] + right[index]
    }
}

/// Makes sum[i] += source[i], for i up to `count`. `setToSum` in place would give the same bits, but
/// its vector instructions are for memory that does not overlap.
@inline(__always)
func add(_ source: UnsafePointer<Float>, to sum: UnsafeMutablePointer<Float>, count: Int) {
    for index in 0..<count {
        sum[index] += source[index]
    }
}
