import Evaluation
import Recognition
import TextFormats

/// What `predict` prints for one image.
struct RecognisedImage: Encodable {
    /// A class that the image may show.
    struct Letter: Encodable {
        let className: String
        /// The name in `--class-names` or in the checkpoint. Without such names, and if the classes
        /// are those of the Arabic alphabet, the name with the letter itself.
        let displayName: String
        /// 0 to 1.
        let probability: Double
    }

    /// The image's path.
    let image: String
    /// The most likely classes first.
    let letters: [Letter]
    /// Whether even the most likely class is below the probability of `--reject`; nil without it.
    let rejected: Bool?

    /// - Parameter threshold: the probability below which the image is rejected; nil to reject
    ///   none.
    init(image: String, letters: [Letter], rejectingBelow threshold: Double?) {
        self.image = image
        self.letters = letters
        rejected = threshold.map { threshold in
            letters.allSatisfy { $0.probability < threshold }
        }
    }

    /// Lines for the terminal.
    var text: String {
        let list = letters.map {
            "\(NumberText.percent($0.probability)) %  \(PrintableText.line($0.displayName))"
        }
        let lines = (rejected == true ? ["rejected as unsure"] : []) + list
        return "\(image)\n  \(lines.joined(separator: "\n  "))"
    }

    /// - Parameter hasNames: whether the table has columns for the names that are shown.
    func row(hasNames: Bool) -> RecognitionTable.Row {
        RecognitionTable.Row(
            path: image, classes: letters.map { (name: $0.className, probability: $0.probability) },
            shownNames: hasNames ? letters.map(\.displayName) : [], isRejected: rejected)
    }
}
