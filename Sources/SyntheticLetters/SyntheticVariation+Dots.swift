/// How dots are written.
extension SyntheticVariation {
    /// The dots of a letter as strokes. A single dot is a short dash. Two are often joined into a
    /// dash, and three into a caret, or into a dash with a dot.
    mutating func dots(of letter: LetterSkeleton, on shape: LetterShape) -> [LetterStroke] {
        switch letter.dots {
        case .none: []
        case .above(let count): dots(count, around: shape.above + offset(0.09))
        case .below(let count): dots(count, around: shape.below + offset(0.09))
        }
    }

    /// - Parameter centre: in the letter's unit square.
    private mutating func dots(_ count: Int, around centre: SIMD2<Float>) -> [LetterStroke] {
        let spacing = 0.1 + deviation(0.035)
        let slope = deviation(0.06)
        let left = centre + SIMD2(-spacing, slope)
        let right = centre + SIMD2(spacing, -slope)
        switch count {
        case 1:
            return [dot(at: centre)]
        case 2:
            return happens(0.4)
                ? [LetterStroke(points: [right, left])] : [dot(at: right), dot(at: left)]
        default:
            let down = SIMD2<Float>(0, 0.07)
            let top = centre - SIMD2(deviation(0.04), 0.08 + deviation(0.03))
            if happens(0.35) {
                return [LetterStroke(points: [right + down, top, left + down], corners: [1])]
            }
            if happens(0.3) {
                return [LetterStroke(points: [right + down, left + down]), dot(at: top)]
            }
            return [dot(at: right + down), dot(at: left + down), dot(at: top)]
        }
    }

    /// A dot is a very short stroke in any direction.
    private mutating func dot(at centre: SIMD2<Float>) -> LetterStroke {
        let half = SIMD2(0.012, 0.008) + offset(0.02)
        return LetterStroke(points: [centre - half, centre + half])
    }
}
