/// One pen movement: a smooth curve through `points`, sharp at `corners`.
///
/// Points lie in the unit square of the letter, x to the right and y down, in writing order.
struct LetterStroke: Sendable {
    let points: [SIMD2<Float>]
    /// Indices of the points at which the curve turns sharply.
    let corners: [Int]

    init(_ points: [(Float, Float)], corners: [Int] = []) {
        self.init(points: points.map { SIMD2($0.0, $0.1) }, corners: corners)
    }

    init(points: [SIMD2<Float>], corners: [Int] = []) {
        self.points = points
        self.corners = corners
    }
}

/// One way to write a letter without its dots: the strokes, and where dots go if the letter has
/// any.
struct LetterShape: Sendable {
    let strokes: [LetterStroke]
    /// The centre of dots above the strokes.
    let above: SIMD2<Float>
    /// The centre of dots below the strokes or, for the hook of jeem, inside it.
    let below: SIMD2<Float>

    init(
        above: (Float, Float) = (0.5, 0.1), below: (Float, Float) = (0.5, 0.9),
        _ strokes: LetterStroke...
    ) {
        self.strokes = strokes
        self.above = SIMD2(above.0, above.1)
        self.below = SIMD2(below.0, below.1)
    }
}

/// The dots that tell letters of one shape apart.
enum LetterDots: Sendable {
    case none
    case above(Int)
    case below(Int)
}

/// One letter: the common ways to write it, and its dots.
struct LetterSkeleton: Sendable {
    /// The letter's usual English name, such as "alef".
    let name: String
    /// The first one is the plain form. A sample uses each with equal probability.
    let shapes: [LetterShape]
    let dots: LetterDots

    init(_ name: String, _ shapes: [LetterShape], _ dots: LetterDots = .none) {
        self.name = name
        self.shapes = shapes
        self.dots = dots
    }

    /// The 28 letters in the order of the Arabic alphabet, which is also that of AHCD's labels.
    static let alphabet: [LetterSkeleton] = [
        LetterSkeleton("alef", LetterShape.alef),
        LetterSkeleton("ba", LetterShape.boat, .below(1)),
        LetterSkeleton("ta", LetterShape.boat, .above(2)),
        LetterSkeleton("tha", LetterShape.boat, .above(3)),
        LetterSkeleton("jeem", LetterShape.hook, .below(1)),
        LetterSkeleton("ha", LetterShape.hook),
        LetterSkeleton("kha", LetterShape.hook, .above(1)),
        LetterSkeleton("dal", LetterShape.angle),
        LetterSkeleton("thal", LetterShape.angle, .above(1)),
        LetterSkeleton("ra", LetterShape.slide),
        LetterSkeleton("zay", LetterShape.slide, .above(1)),
        LetterSkeleton("seen", LetterShape.teeth),
        LetterSkeleton("sheen", LetterShape.teeth, .above(3)),
        LetterSkeleton("sad", LetterShape.ovalAndBowl),
        LetterSkeleton("dad", LetterShape.ovalAndBowl, .above(1)),
        LetterSkeleton("tah", LetterShape.ovalAndStem),
        LetterSkeleton("zah", LetterShape.ovalAndStem, .above(1)),
        LetterSkeleton("ain", LetterShape.doubleArc),
        LetterSkeleton("ghain", LetterShape.doubleArc, .above(1)),
        LetterSkeleton("fa", LetterShape.headAndBoat, .above(1)),
        LetterSkeleton("qaf", LetterShape.headAndBowl, .above(2)),
        LetterSkeleton("kaf", LetterShape.kaf),
        LetterSkeleton("lam", LetterShape.lam),
        LetterSkeleton("meem", LetterShape.meem),
        LetterSkeleton("noon", LetterShape.bowl, .above(1)),
        LetterSkeleton("heh", LetterShape.heh),
        LetterSkeleton("waw", LetterShape.waw),
        LetterSkeleton("yeh", LetterShape.yeh, .below(2)),
    ]
}
