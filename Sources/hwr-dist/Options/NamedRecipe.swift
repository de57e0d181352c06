import ArgumentParser
import Launching

/// Options that belong together; those given beside them override them.
///
/// A new recipe is one case here and its options in `arguments`.
enum NamedRecipe: String, CaseIterable, ExpressibleByArgument {
    /// The defaults.
    case standard
    /// A quick look at what the images are worth.
    case fast
    /// The most accurate single network.
    case best

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

    /// The recipe that the last `--recipe` among the arguments names; nil without one, or where it
    /// names none, which the parser will say.
    static func named(in arguments: [String]) -> NamedRecipe? {
        CommandWords(arguments).value(of: "--recipe").flatMap(NamedRecipe.init)
    }
}
