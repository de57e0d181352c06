import ConvNet
package import Handwriting

/// Names the letter in a single image file.
package struct LetterRecognizer {
    private let classNames: [String]
    private let imageShape: Shape
    private let scoring: ScoringPass
    private let displayNames: [String]

    /// - Parameter models: at least one, with the same classes and image size; see `Ensemble`.
    package init(models: [Model], method: ScoringMethod) {
        classNames = models[0].classNames
        imageShape = models[0].network.inputShape
        scoring = ScoringPass(models: models, method: method, labelSmoothing: 0)
        displayNames = ArabicLetters.displayNames(for: classNames)
    }

    /// The most probable letters, the first one first.
    ///
    /// - Parameters:
    ///   - ink: `auto` lets the image's own border decide.
    ///   - count: how many letters, at most the number of classes.
    /// - Throws: `ImageError` when the file cannot be read.
    package func letters(
        in path: String, ink: Ink, count: Int
    ) throws(ImageError) -> [RankedLetter] {
        let image = try PNGFile.decode(path: path)
        let votes = InkPolarity.vote(image.pixels, height: image.height, width: image.width)
        var pixels = ImageResizer.resize(
            image, height: imageShape.height, width: imageShape.width
        ).pixels
        if ink.invertsImages(votes: votes) {
            for place in pixels.indices { pixels[place] = 255 - pixels[place] }
        }
        let probabilities = pixels.withUnsafeBufferPointer { buffer in
            buffer.baseAddress.map { scoring.probabilities(of: $0) } ?? []
        }
        let order = probabilities.indices.sorted {
            (-probabilities[$0], $0) < (-probabilities[$1], $1)
        }
        return order.prefix(count).map {
            RankedLetter(
                className: classNames[$0], displayName: displayNames[$0],
                probability: probabilities[$0])
        }
    }
}

/// A letter that an image may show.
package struct RankedLetter: Encodable, Sendable, Equatable {
    package let className: String
    /// With the letter itself where the classes are those of the Arabic alphabet.
    package let displayName: String
    /// 0 to 1.
    package let probability: Double
}
