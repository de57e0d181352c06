import CKernels
import CounterRandom
import Testing

/// The sums behind batch norm against sums in Double, for any number of rows and channels.
@Suite struct NormalizationTests {
    @Test(arguments: [1, 2, 63, 64, 65, 1000, 16_384])
    func sumsEqualThoseInDouble(rows: Int) {
        let channels = 1 + rows % 5
        let random = CounterRandom(seed: 13, purpose: .test, key: UInt64(rows))
        let x = (0..<rows * channels).map { 3 + random.uniform(at: $0) }
        let dy = (0..<rows * channels).map { random.uniform(at: 100_000 + $0) }
        let mean = (0..<channels).map { 3 + 0.1 * Float($0) }
        var first = Array(repeating: Double.nan, count: channels)
        var second = first
        var scratch = Array(repeating: Float.nan, count: 2 * channels)

        ckernels_shifted_sums(x, rows, channels, mean, &first, &second, &scratch)
        let shifted = x.indices.map { Double(x[$0]) - Double(mean[$0 % channels]) }
        expect(first, sums(shifted, channels), terms: rows)
        expect(second, sums(shifted.map { $0 * $0 }, channels), terms: rows)

        ckernels_normalization_gradient_sums(
            x, dy, rows, channels, mean, &first, &second, &scratch)
        expect(first, sums(dy.map(Double.init), channels), terms: rows)
        let products = zip(dy, shifted).map { Double($0) * $1 }
        expect(second, sums(products, channels), terms: rows)

        var columnSums = Array(repeating: Float(5), count: channels)
        ckernels_add_column_sums(dy, rows, channels, &columnSums)
        let expected = sums(dy.map(Double.init), channels).map { $0 + 5 }
        #expect(relativeError(columnSums.map(Double.init), expected) <= 1e-5)
    }

    private func sums(_ values: [Double], _ channels: Int) -> [Double] {
        var sums = Array(repeating: 0.0, count: channels)
        for (i, value) in values.enumerated() { sums[i % channels] += value }
        return sums
    }

    /// Values are about 1, so a rounding error of 2⁻²⁴ for each of 64 rows at most.
    private func expect(_ sums: [Double], _ expected: [Double], terms: Int) {
        for (sum, expected) in zip(sums, expected) {
            #expect(abs(sum - expected) <= Double(terms) * 2e-6)
        }
    }
}
