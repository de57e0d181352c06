/// A named set of options (`--recipe`); typed options override those of the recipe.
///
/// A new recipe is one case here and its options in `arguments`.
package enum NamedRecipe: String, CaseIterable, Sendable {
    /// The defaults.
    case standard
    /// A quick look at what the images are worth.
    case fast
    /// The most accurate single network.
    case best

    /// The options of `train`, one word each.
    var arguments: [String] {
        switch self {
        case .standard: []
        case .fast:
            [
                "--epochs=15", "--batch-size=128", "--learning-rate=0.004", "--averaging=0.998",
                "--elastic=0", "--stroke=0", "--gain=0",
            ]
        case .best:
            [
                "--preset=accurate", "--epochs=40", "--learning-rate=0.004", "--weight-decay=0.15",
                "--precision=bf16",
            ]
        }
    }
}
