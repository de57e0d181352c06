import Evaluation
import Recognition
import TextFormats

/// What `predict` says of one image.
struct RecognisedImage: Encodable {
    /// A class that the image may show.
    struct Letter: Encodable {
        let className: String
        /// With the letter itself where the classes are those of the Arabic alphabet.
        let displayName: String
        /// 0 to 1.
        let probability: Double
    }

    /// The image's path.
    let image: String
    /// The likeliest first.
    let letters: [Letter]

    /// Lines for the terminal.
    var text: String {
        let list = letters.map { "\(NumberText.percent($0.probability)) %  \($0.displayName)" }
        return "\(image)\n  \(list.joined(separator: "\n  "))"
    }

    var row: RecognitionTable.Row {
        RecognitionTable.Row(
            path: image, classes: letters.map { (name: $0.className, probability: $0.probability) })
    }
}
