import RandomStreams

/// How one sample differs from the plain letter: a cursor over the sample's random numbers, and the
/// distortions that are drawn from them.
///
/// Uses only + − × ÷ and square roots, which IEEE 754 defines exactly, so a sample has the same
/// bits on every machine.
struct SyntheticVariation {
    private let random: CounterRandom
    /// Scales every deviation: 0 is the plain letter, 1 is handwriting.
    private let distortion: Float
    private var element = 0

    init(random: CounterRandom, distortion: Float) {
        self.random = random
        self.distortion = distortion
    }

    /// Uniform in [0, 1).
    private mutating func uniform() -> Float {
        defer { element += 1 }
        return random.uniform(at: element)
    }

    /// Triangular between −`amplitude` and `amplitude`: values near 0 are the most frequent.
    mutating func deviation(_ amplitude: Float) -> Float {
        (uniform() - uniform()) * amplitude * distortion
    }

    /// A vector of two deviations.
    mutating func offset(_ amplitude: Float) -> SIMD2<Float> {
        let x = deviation(amplitude)
        return SIMD2(x, deviation(amplitude))
    }

    /// Uniform between 0 and `amplitude`.
    mutating func excess(_ amplitude: Float) -> Float {
        uniform() * amplitude * distortion
    }

    /// True with the given probability; never in the plain letter.
    mutating func happens(_ probability: Float) -> Bool {
        uniform() < probability * distortion
    }

    /// One of `count` choices with equal probability; always 0 in the plain letter.
    mutating func choice(of count: Int) -> Int {
        let value = uniform()
        return distortion == 0 ? 0 : min(Int(value * Float(count)), count - 1)
    }

    /// A unit vector within 90° of the x axis.
    mutating func direction() -> SIMD2<Float> {
        rotation(halfTangent: 2 * uniform() - 1)
    }

    /// A stroke's points, each moved at random; the farther its neighbours are, the more.
    mutating func jittered(_ points: [SIMD2<Float>]) -> [SIMD2<Float>] {
        var moved = points
        for index in points.indices {
            var room: Float = 1
            if index > 0 { room = min(room, (points[index] - points[index - 1]).length) }
            if index + 1 < points.count {
                room = min(room, (points[index + 1] - points[index]).length)
            }
            moved[index] += offset(0.015 + 0.16 * room)
        }
        return moved
    }

    /// A smooth bend of the plane, then rotation, shear and anisotropic scaling about its centre.
    mutating func map() -> SyntheticMap {
        // Every picture's bytes depend on the order in which these numbers are drawn.
        let bendX = offset(0.3)
        let bendY = offset(0.3)
        let shear = deviation(0.3)
        let size = 1 - excess(0.42)
        let aspect = 1 + deviation(0.28)
        let turn = rotation(halfTangent: deviation(0.16))
        return SyntheticMap(
            bendX: bendX, bendY: bendY,
            // Columns of rotation · shear · scale.
            columnX: turn * (size * aspect),
            columnY: (turn * shear + SIMD2(-turn.y, turn.x)) * (size / aspect))
    }
}

/// A quadratic bend followed by a linear map, about the centre of the letter's unit square.
struct SyntheticMap {
    let bendX: SIMD2<Float>
    let bendY: SIMD2<Float>
    let columnX: SIMD2<Float>
    let columnY: SIMD2<Float>

    /// - Returns: the point relative to the letter's centre, in units of the letter's square.
    func callAsFunction(_ point: SIMD2<Float>) -> SIMD2<Float> {
        let p = point - SIMD2(0.5, 0.5)
        let x = p.x + bendX.x * p.y * p.y + bendX.y * p.x * p.y
        let y = p.y + bendY.x * p.x * p.x + bendY.y * p.x * p.y
        return columnX * x + columnY * y
    }
}

/// (cos a, sin a) from tan(a/2), by rational functions: libm's bits differ between versions.
private func rotation(halfTangent t: Float) -> SIMD2<Float> {
    SIMD2(1 - t * t, 2 * t) / (1 + t * t)
}

extension SIMD2<Float> {
    /// The Euclidean length.
    var length: Float { (x * x + y * y).squareRoot() }
}
