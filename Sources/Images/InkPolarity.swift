/// The values of `--ink`: which pixels are ink and which are background.
package enum Ink: String, Sendable, Codable, CaseIterable {
    /// Decided from the images; see `InkDecision`.
    case auto
    /// Light ink on a dark background, as in MNIST.
    case light
    /// Dark ink on a light background, as on scanned paper.
    case dark
}

/// Estimates the ink polarity of an image from its border, which rarely contains ink.
package enum InkPolarity {
    /// The polarity of one image of height × width bytes:
    /// - +1 for light ink: the mean of the border is below 127,
    /// - −1 for dark ink: the mean is above 127,
    /// - 0 for a blank image, a mean of exactly 127, or a narrow image (`Image.isNarrow`), whose
    ///   border is as likely ink as background.
    package static func vote(
        _ pixels: UnsafeBufferPointer<UInt8>, height: Int, width: Int
    ) -> Int {
        precondition(pixels.count == height * width, "an image has height × width pixels")
        guard !Image.isNarrow(height: height, width: width), let first = pixels.first,
            pixels.contains(where: { $0 != first })
        else { return 0 }
        var sum = 0
        var count = 0
        forEachBorderPixel(pixels, height: height, width: width) { pixel in
            sum += Int(pixel)
            count += 1
        }
        return (127 * count - sum).signum()
    }

    /// The polarity of an array of height × width bytes; see above.
    package static func vote(_ pixels: [UInt8], height: Int, width: Int) -> Int {
        pixels.withUnsafeBufferPointer { vote($0, height: height, width: width) }
    }

    /// The lower median of the border pixels: the background level used for padding. A median
    /// ignores the few border pixels that strokes touch.
    static func borderMedian(
        _ pixels: UnsafeBufferPointer<UInt8>, height: Int, width: Int
    ) -> UInt8 {
        var histogram = [Int](repeating: 0, count: 256)
        var count = 0
        forEachBorderPixel(pixels, height: height, width: width) { pixel in
            histogram[Int(pixel)] += 1
            count += 1
        }
        var below = 0
        for value in 0..<256 {
            below += histogram[value]
            if below * 2 >= count { return UInt8(value) }
        }
        return 0
    }

    /// Calls `body` once for each pixel of the first and last row and column.
    private static func forEachBorderPixel(
        _ pixels: UnsafeBufferPointer<UInt8>, height: Int, width: Int, _ body: (UInt8) -> Void
    ) {
        for row in 0..<height {
            let isEdge = row == 0 || row == height - 1
            let step = isEdge ? 1 : max(width - 1, 1)
            for column in stride(from: 0, to: width, by: step) {
                body(pixels[row * width + column])
            }
        }
    }
}
