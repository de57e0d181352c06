/// Shapes that several letters share and that dots tell apart, each in its common handwritten
/// forms.
extension LetterShape {
    /// ب ت ث without dots: a shallow boat.
    static let boat = [
        LetterShape(
            above: (0.50, 0.34), below: (0.50, 0.86),
            LetterStroke([
                (0.92, 0.40), (0.91, 0.54), (0.78, 0.63), (0.50, 0.66), (0.22, 0.63),
                (0.09, 0.53), (0.10, 0.38),
            ])),
        LetterShape(
            above: (0.50, 0.30), below: (0.48, 0.90),
            LetterStroke([
                (0.82, 0.36), (0.84, 0.56), (0.70, 0.69), (0.46, 0.71), (0.24, 0.64),
                (0.15, 0.50), (0.17, 0.40),
            ])),
    ]

    /// ج ح خ without dots: a head stroke that turns back into a deep hook.
    static let hook = [
        LetterShape(
            above: (0.50, 0.03), below: (0.57, 0.62),
            LetterStroke(
                [
                    (0.18, 0.29), (0.32, 0.20), (0.54, 0.24), (0.82, 0.22), (0.54, 0.34),
                    (0.33, 0.50), (0.27, 0.69), (0.40, 0.87), (0.62, 0.91), (0.84, 0.83),
                ], corners: [3])),
        LetterShape(
            above: (0.48, 0.02), below: (0.58, 0.62),
            LetterStroke([
                (0.27, 0.27), (0.46, 0.17), (0.66, 0.20), (0.64, 0.34), (0.45, 0.50),
                (0.29, 0.68), (0.34, 0.86), (0.56, 0.90), (0.80, 0.84),
            ])),
        LetterShape(
            above: (0.52, 0.08), below: (0.58, 0.66),
            LetterStroke(
                [
                    (0.16, 0.24), (0.48, 0.25), (0.82, 0.24), (0.54, 0.35), (0.38, 0.52),
                    (0.33, 0.70), (0.46, 0.87), (0.72, 0.90),
                ], corners: [2])),
    ]

    /// د ذ without dots.
    static let angle = [
        LetterShape(
            above: (0.42, 0.10),
            LetterStroke([
                (0.44, 0.28), (0.57, 0.40), (0.67, 0.56), (0.62, 0.68), (0.44, 0.71),
                (0.26, 0.68),
            ])),
        LetterShape(
            above: (0.46, 0.10),
            LetterStroke(
                [(0.52, 0.28), (0.60, 0.46), (0.70, 0.66), (0.48, 0.70), (0.26, 0.71)],
                corners: [2])),
    ]

    /// ر ز without dots.
    static let slide = [
        LetterShape(
            above: (0.60, 0.14),
            LetterStroke([
                (0.62, 0.32), (0.67, 0.50), (0.60, 0.68), (0.44, 0.80), (0.24, 0.86),
            ])),
        LetterShape(
            above: (0.60, 0.14),
            LetterStroke([(0.66, 0.32), (0.61, 0.52), (0.50, 0.70), (0.32, 0.84)])),
    ]

    /// س ش without dots: teeth, then a bowl.
    static let teeth = [
        LetterShape(
            above: (0.77, 0.16),
            LetterStroke(
                [
                    (0.95, 0.36), (0.94, 0.48), (0.87, 0.55), (0.80, 0.50), (0.78, 0.38),
                    (0.77, 0.49), (0.70, 0.55), (0.63, 0.50), (0.61, 0.37), (0.62, 0.56),
                    (0.55, 0.76), (0.36, 0.84), (0.16, 0.75), (0.08, 0.57), (0.11, 0.44),
                ], corners: [4, 8])),
        LetterShape(
            above: (0.76, 0.20),
            LetterStroke(
                [
                    (0.95, 0.40), (0.89, 0.53), (0.77, 0.52), (0.61, 0.41), (0.62, 0.58),
                    (0.54, 0.76), (0.35, 0.83), (0.16, 0.74), (0.09, 0.56), (0.12, 0.45),
                ], corners: [3])),
    ]

    /// ص ض without dots: an oval, a tooth, a bowl.
    static let ovalAndBowl = [
        LetterShape(
            above: (0.76, 0.12),
            LetterStroke(
                [
                    (0.54, 0.55), (0.66, 0.38), (0.83, 0.30), (0.94, 0.39), (0.88, 0.51),
                    (0.72, 0.57), (0.54, 0.56), (0.51, 0.43), (0.53, 0.62), (0.46, 0.79),
                    (0.29, 0.85), (0.12, 0.76), (0.06, 0.60), (0.09, 0.47),
                ], corners: [6, 7])),
        LetterShape(
            above: (0.74, 0.14),
            LetterStroke(
                [
                    (0.52, 0.56), (0.62, 0.38), (0.78, 0.30), (0.90, 0.40), (0.84, 0.54),
                    (0.68, 0.60), (0.51, 0.55), (0.52, 0.70), (0.40, 0.82), (0.22, 0.82),
                    (0.10, 0.68), (0.11, 0.52),
                ], corners: [6])),
    ]

    /// ط ظ without dots: an oval and an upright stem.
    static let ovalAndStem = [
        LetterShape(
            above: (0.68, 0.27),
            LetterStroke(
                [
                    (0.38, 0.73), (0.52, 0.55), (0.70, 0.47), (0.84, 0.56), (0.77, 0.70),
                    (0.58, 0.76), (0.38, 0.76), (0.16, 0.75),
                ]),
            LetterStroke([(0.40, 0.10), (0.40, 0.42), (0.38, 0.72)])),
        LetterShape(
            above: (0.70, 0.25),
            LetterStroke(
                [
                    (0.36, 0.72), (0.56, 0.54), (0.74, 0.52), (0.80, 0.64), (0.66, 0.75),
                    (0.36, 0.76),
                ]),
            LetterStroke([(0.44, 0.10), (0.40, 0.44), (0.36, 0.74)])),
    ]

    /// ع غ without dots: a small arc over a large one.
    static let doubleArc = [
        LetterShape(
            above: (0.53, 0.02),
            LetterStroke(
                [
                    (0.68, 0.27), (0.54, 0.19), (0.40, 0.26), (0.40, 0.38), (0.52, 0.45),
                    (0.70, 0.42), (0.46, 0.49), (0.29, 0.63), (0.28, 0.80), (0.46, 0.92),
                    (0.74, 0.87),
                ], corners: [5])),
        LetterShape(
            above: (0.50, 0.02),
            LetterStroke(
                [
                    (0.64, 0.24), (0.48, 0.19), (0.37, 0.30), (0.42, 0.43), (0.62, 0.45),
                    (0.40, 0.53), (0.31, 0.70), (0.42, 0.87), (0.66, 0.88),
                ], corners: [4])),
    ]
}
