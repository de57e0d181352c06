/// Sine and cosine from additions and multiplications only. The results of different C libraries
/// differ in their last bits, which would change pixels and so the weights; IEEE additions and
/// multiplications are the same everywhere.
enum Trigonometry {
    /// Sine and cosine of an angle in radians, to about 1e-15.
    ///
    /// The angle is reduced to [−π/4, π/4] by a multiple of π/2 in two parts (Cody and Waite) and
    /// the Taylor series are summed by Horner's rule.
    static func sineAndCosine(_ angle: Double) -> (sine: Double, cosine: Double) {
        precondition(angle.magnitude <= 1e4, "an angle of at most 10000 radians")
        let quarterTurns = (angle * 0.636_619_772_367_581_34).rounded()
        // π/2 = high + low. high has 33 significant bits, so its product with a small integer is
        // exact.
        let high = 1.570_796_326_734_125_61
        let low = 6.077_100_506_506_192_25e-11
        let x = angle - quarterTurns * high - quarterTurns * low
        let square = x * x
        let sine = x * horner(square, sineCoefficients)
        let cosine = horner(square, cosineCoefficients)
        switch Int(quarterTurns) & 3 {
        case 0: return (sine, cosine)
        case 1: return (cosine, -sine)
        case 2: return (-sine, -cosine)
        default: return (-cosine, sine)
        }
    }

    /// (−1)ⁿ / (2n + 1)!
    private static let sineCoefficients: [Double] = [
        1, -1 / 6, 1 / 120, -1 / 5040, 1 / 362_880, -1 / 39_916_800, 1 / 6_227_020_800,
        -1 / 1_307_674_368_000,
    ]
    /// (−1)ⁿ / (2n)!
    private static let cosineCoefficients: [Double] = [
        1, -1 / 2, 1 / 24, -1 / 720, 1 / 40_320, -1 / 3_628_800, 1 / 479_001_600,
        -1 / 87_178_291_200, 1 / 20_922_789_888_000,
    ]

    /// Σ coefficients[n] · xⁿ, evaluated from the highest power down.
    private static func horner(_ x: Double, _ coefficients: [Double]) -> Double {
        coefficients.reversed().reduce(0) { $0 * x + $1 }
    }
}
