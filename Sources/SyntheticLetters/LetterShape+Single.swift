/// Shapes that belong to a single letter, each in its common handwritten forms.
extension LetterShape {
    /// ا: a bar, often with a hamza over it.
    static let alef = [
        LetterShape(LetterStroke([(0.50, 0.12), (0.51, 0.48), (0.50, 0.88)])),
        LetterShape(
            LetterStroke([(0.50, 0.34), (0.51, 0.62), (0.50, 0.92)]),
            LetterStroke(
                [(0.60, 0.06), (0.48, 0.05), (0.46, 0.13), (0.58, 0.17), (0.38, 0.24)],
                corners: [3])),
    ]

    /// ف without its dot: a round head on a boat.
    static let headAndBoat = [
        LetterShape(
            above: (0.78, 0.12),
            LetterStroke([
                (0.89, 0.46), (0.79, 0.51), (0.69, 0.43), (0.74, 0.31), (0.85, 0.32),
                (0.91, 0.46), (0.87, 0.61), (0.72, 0.68), (0.42, 0.70), (0.17, 0.66),
                (0.07, 0.55), (0.09, 0.44),
            ]))
    ]

    /// ق without its dots: a round head on a deep bowl.
    static let headAndBowl = [
        LetterShape(
            above: (0.70, 0.10),
            LetterStroke([
                (0.81, 0.44), (0.70, 0.48), (0.60, 0.41), (0.64, 0.30), (0.75, 0.29),
                (0.83, 0.43), (0.82, 0.64), (0.69, 0.81), (0.46, 0.86), (0.26, 0.76),
                (0.18, 0.58), (0.21, 0.46),
            ]))
    ]

    /// ك: a stem on a boat, and a small hamza within.
    static let kaf = [
        LetterShape(
            LetterStroke([
                (0.80, 0.12), (0.82, 0.40), (0.81, 0.66), (0.69, 0.79), (0.44, 0.81),
                (0.21, 0.76), (0.13, 0.60),
            ]),
            LetterStroke(
                [(0.61, 0.34), (0.49, 0.34), (0.47, 0.43), (0.59, 0.48), (0.42, 0.58)],
                corners: [3])),
        LetterShape(
            LetterStroke([
                (0.76, 0.14), (0.79, 0.42), (0.76, 0.68), (0.60, 0.79), (0.38, 0.78),
                (0.22, 0.68), (0.20, 0.52),
            ]),
            LetterStroke([(0.62, 0.36), (0.50, 0.40), (0.56, 0.50), (0.42, 0.56)])),
    ]

    /// ل: a tall stem that ends in a bowl.
    static let lam = [
        LetterShape(
            LetterStroke([
                (0.68, 0.08), (0.70, 0.38), (0.69, 0.66), (0.58, 0.83), (0.40, 0.85),
                (0.27, 0.74), (0.26, 0.56),
            ])),
        LetterShape(
            LetterStroke([
                (0.62, 0.10), (0.64, 0.40), (0.63, 0.70), (0.50, 0.80), (0.34, 0.76),
                (0.30, 0.62),
            ])),
    ]

    /// م: a small loop and a tail straight down.
    static let meem = [
        LetterShape(
            LetterStroke([
                (0.44, 0.40), (0.52, 0.26), (0.66, 0.23), (0.75, 0.34), (0.66, 0.45),
                (0.50, 0.42), (0.36, 0.42), (0.31, 0.56), (0.31, 0.75), (0.30, 0.92),
            ])),
        LetterShape(
            LetterStroke(
                [
                    (0.66, 0.46), (0.71, 0.34), (0.60, 0.23), (0.47, 0.30), (0.50, 0.44),
                    (0.64, 0.48), (0.40, 0.48), (0.36, 0.68), (0.36, 0.90),
                ], corners: [5])),
    ]

    /// ن without its dot: a deep bowl.
    static let bowl = [
        LetterShape(
            above: (0.50, 0.28),
            LetterStroke([
                (0.79, 0.36), (0.84, 0.56), (0.74, 0.76), (0.51, 0.84), (0.28, 0.75),
                (0.18, 0.55), (0.22, 0.37),
            ])),
        LetterShape(
            above: (0.49, 0.30),
            LetterStroke([
                (0.72, 0.38), (0.76, 0.58), (0.68, 0.74), (0.50, 0.81), (0.32, 0.74),
                (0.24, 0.56),
            ])),
    ]

    /// ه: a drop, or a large loop around a small one.
    static let heh = [
        LetterShape(
            LetterStroke([
                (0.46, 0.22), (0.58, 0.34), (0.70, 0.54), (0.64, 0.72), (0.46, 0.77),
                (0.32, 0.66), (0.36, 0.48), (0.54, 0.34),
            ])),
        LetterShape(
            LetterStroke([
                (0.34, 0.30), (0.58, 0.23), (0.80, 0.40), (0.78, 0.64), (0.56, 0.76),
                (0.40, 0.65), (0.48, 0.48), (0.62, 0.54), (0.58, 0.70), (0.38, 0.78),
                (0.12, 0.77),
            ])),
    ]

    /// و: a round head and a tail that slides to the left.
    static let waw = [
        LetterShape(
            LetterStroke([
                (0.67, 0.44), (0.53, 0.47), (0.42, 0.37), (0.48, 0.23), (0.62, 0.23),
                (0.70, 0.40), (0.66, 0.62), (0.51, 0.77), (0.28, 0.83),
            ]))
    ]

    /// ي without its dots: a bent neck and a bowl.
    static let yeh = [
        LetterShape(
            below: (0.44, 0.92),
            LetterStroke([
                (0.82, 0.28), (0.67, 0.20), (0.56, 0.31), (0.64, 0.44), (0.76, 0.54),
                (0.70, 0.68), (0.46, 0.73), (0.22, 0.66), (0.13, 0.50), (0.17, 0.40),
            ]))
    ]
}
