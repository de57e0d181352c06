/// McNemar's exact test of two classifiers on the same samples: is the difference of their
/// accuracies larger than chance explains? Only samples that exactly one of the two recognises
/// count. Under the null hypothesis of equal accuracy, each of them is a fair coin flip between the
/// two.
///
/// McNemar, Q. (1947): Note on the sampling error of the difference between correlated proportions.
package struct McNemarTest: Sendable, Equatable {
    /// The number of samples that only the first classifier recognises.
    package let onlyFirst: Int
    /// The number of samples that only the second classifier recognises.
    package let onlySecond: Int

    package init(onlyFirst: Int, onlySecond: Int) {
        precondition(onlyFirst >= 0 && onlySecond >= 0, "counts are not negative")
        self.onlyFirst = onlyFirst
        self.onlySecond = onlySecond
    }

    /// The two-sided p-value: the probability that fair coin flips give a split at least as uneven.
    ///
    /// min(1, 2 · Σ C(n, i) / 2ⁿ over i = 0 … the smaller count), where n is the sum of both
    /// counts. For counts 2 and 10: n = 12, p = 2 · (1 + 12 + 66) / 4096 = 0.039.
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
