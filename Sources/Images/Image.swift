/// An 8-bit greyscale image: 0 is black, 255 is white.
package struct Image: Equatable, Sendable {
    package let height: Int
    package let width: Int
    /// height × width bytes, row after row.
    package var pixels: [UInt8]

    /// - Parameter pixels: height × width bytes, row-major.
    package init(height: Int, width: Int, pixels: [UInt8]) {
        precondition(
            height > 0 && width > 0 && pixels.count == height * width,
            "an image has height × width pixels")
        self.height = height
        self.width = width
        self.pixels = pixels
    }

    /// Whether a side has fewer than 4 pixels. Nearly all of such an image is border, and a tightly
    /// cropped letter (an alef, a dash, a dot) is ink from edge to edge, so its border does not
    /// show the background. These images do not vote on the ink polarity, and the polarity of the
    /// folder decides which background they are padded with.
    package var isNarrow: Bool { Self.isNarrow(height: height, width: width) }

    /// `isNarrow` of an image of that size.
    static func isNarrow(height: Int, width: Int) -> Bool { min(height, width) < 4 }

    /// The difference between the brightest and the darkest pixel, 0 to 255.
    package var contrast: Int {
        var (darkest, brightest) = (UInt8.max, UInt8.min)
        for pixel in pixels {
            darkest = min(darkest, pixel)
            brightest = max(brightest, pixel)
        }
        return Int(brightest) - Int(darkest)
    }

    /// Replaces each pixel p by 255 − p, which turns dark ink on a light background into light ink
    /// on a dark one.
    package mutating func invert() {
        for place in pixels.indices { pixels[place] = 255 - pixels[place] }
    }
}
