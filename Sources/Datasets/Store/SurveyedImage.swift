package import Images

/// Facts about one readable image of a `FolderSurvey`, without its pixels.
package struct SurveyedImage: Sendable {
    /// Its index in the index's entries.
    package let entryIndex: Int
    package let height: Int
    package let width: Int
    /// `InkPolarity.vote`.
    package let vote: Int
    /// `Image.contrast`.
    package let contrast: Int
    /// `Image.isNarrow`.
    package let isNarrow: Bool
    /// `ImageCodec.orientation(of:)`.
    package let orientation: Int
    package let digest: ImageDigest

    /// Whether all pixels are equal.
    package var isBlank: Bool { contrast == 0 }

    init(_ image: Image, entryIndex: Int, orientation: Int) {
        self.entryIndex = entryIndex
        height = image.height
        width = image.width
        vote = InkPolarity.vote(image.pixels, height: image.height, width: image.width)
        contrast = image.contrast
        isNarrow = image.isNarrow
        self.orientation = orientation
        digest = ImageDigest(of: image)
    }
}
