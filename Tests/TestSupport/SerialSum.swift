/// The sums that tests compare with, written straight from their definition: no ranks, no slices.
package enum SerialSum {
    /// Element `element` of worker `worker`'s vector: signs mixed, magnitudes from 2⁻¹⁶ to 2¹⁶, so
    /// that another order of additions gives other bits.
    package static func value(worker: Int, element: Int) -> Float {
        // SplitMix64, Steele et al., OOPSLA 2014.
        var bits = UInt64(worker) << 40 | UInt64(element)
        bits = (bits &+ 1) &* 0x9e37_79b9_7f4a_7c15
        bits = (bits ^ bits >> 30) &* 0xbf58_476d_1ce4_e5b9
        bits = (bits ^ bits >> 27) &* 0x94d0_49bb_1331_11eb
        bits ^= bits >> 31
        let mantissa = Float(Int64(bits >> 40) - 1 << 23) * 0x1p-23
        return mantissa * Float(sign: .plus, exponent: Int(bits & 31) - 16, significand: 1)
    }

    /// The vectors of all workers, added by: for s = 1, 2, 4, …: a[i] += a[i + s] for every i
    /// divisible by 2s with i + s < V.
    /// - Parameter exactCount: from this element on, each value and each sum is rounded to 8 significant bits.
    package static func tree(
        virtualWorkers: Int, elementCount: Int, exactCount: Int = .max
    ) -> [Float] {
        (0..<elementCount).map { element in
            func rounded(_ value: Float) -> Float {
                element < exactCount ? value : roundedTo8Bits(value)
            }
            var a = (0..<virtualWorkers).map { rounded(value(worker: $0, element: element)) }
            var s = 1
            while s < virtualWorkers {
                for i in 0..<virtualWorkers where i % (2 * s) == 0 && i + s < virtualWorkers {
                    a[i] = rounded(a[i] + a[i + s])
                }
                s *= 2
            }
            return a[0]
        }
    }

    /// The nearest number with 8 significant bits, of two the even one.
    private static func roundedTo8Bits(_ value: Float) -> Float {
        guard value != 0 else { return value }
        return (value / (value.ulp * 0x1p16)).rounded(.toNearestOrEven) * (value.ulp * 0x1p16)
    }

    /// The same vectors, added from left to right.
    package static func leftToRight(virtualWorkers: Int, elementCount: Int) -> [Float] {
        (0..<elementCount).map { element in
            (1..<virtualWorkers).reduce(value(worker: 0, element: element)) {
                $0 + value(worker: $1, element: element)
            }
        }
    }

    /// The bit patterns of floats: -0 and 0 differ here, and NaN equals itself.
    package static func bits(_ floats: some Sequence<Float>) -> [UInt32] {
        floats.map(\.bitPattern)
    }
}
