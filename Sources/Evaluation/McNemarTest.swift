/// McNemar's exact test of two classifiers on the same samples: whether one is right more often than
/// chance explains. Only samples count that exactly one of them has right; if both were as good, each
/// of these would be a fair coin's.
///
/// McNemar, Q. (1947): Note on the sampling error of the difference between correlated proportions.
package struct McNemarTest: Sendable, Equatable {
    /// Samples that only the first has right.
    package let onlyFirst: Int
    /// Samples that only the second has right.
    package let onlySecond: Int

    package init(onlyFirst: Int, onlySecond: Int) {
        precondition(onlyFirst >= 0 && onlySecond >= 0, "counts are not negative")
        self.onlyFirst = onlyFirst
        self.onlySecond = onlySecond
    }

    /// The two-sided p-value: how probable a split as uneven as this, or more so, is for coins.
    ///
    /// min(1, 2 · Σ C(n, i) / 2ⁿ over i up to the smaller count), n being both counts together.
    package var pValue: Double {
        let count = onlyFirst + onlySecond
        let fewer = min(onlyFirst, onlySecond)
        guard 2 * fewer < count else { return 1 }
        // The largest term, C(n, fewer) / 2ⁿ, as a product and its own power of two: 2⁻ⁿ alone is no
        // Double beyond n = 1074.
        var product = 1.0
        var exponent = -count
        for i in stride(from: 1, through: fewer, by: 1) {
            product *= Double(count - fewer + i) / Double(i)
            exponent += Int(product.exponent)
            product = product.significand
        }
        // The others by their ratio to the one above: C(n, i − 1) = C(n, i) · i / (n − i + 1).
        var ratio = 1.0
        var sum = 1.0
        for i in stride(from: fewer, to: 0, by: -1) {
            ratio *= Double(i) / Double(count - i + 1)
            sum += ratio
        }
        return min(1, Double(sign: .plus, exponent: exponent + 1, significand: product * sum))
    }
}
