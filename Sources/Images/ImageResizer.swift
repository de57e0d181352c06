/// Resizes images to the size of the network's input. The aspect ratio is kept, the image is
/// centred, and the rest is filled with the median of its border, which is the background. The
/// border of a narrow image is not background (`Image.isNarrow`), so `networkInput` pads it with
/// black or white.
///
///     64 × 32 image, 32 × 32 input: scaled to 32 × 16, with 8 columns of padding on each side
///
/// Shrinking averages over areas (a box filter); growing interpolates linearly between pixel
/// centres. All weights are integers and each pixel is rounded once, so the result is the same on
/// every machine.
package enum ImageResizer {
    /// The image as a network sees it: height × width pixels, light ink on a dark background.
    package static func networkInput(
        of image: Image, height: Int, width: Int, inkIsDark: Bool
    ) -> Image {
        let ground: UInt8? = image.isNarrow ? (inkIsDark ? 255 : 0) : nil
        var input = resize(image, height: height, width: width, ground: ground)
        if inkIsDark { input.invert() }
        return input
    }

    /// - Parameter ground: the grey level of the padding; nil for the median of the image's border.
    /// - Returns: an image of height × width pixels; the image itself if it already has that size.
    package static func resize(
        _ image: Image, height: Int, width: Int, ground: UInt8? = nil
    ) -> Image {
        precondition(height > 0 && width > 0, "an image has at least one pixel")
        if image.height == height && image.width == width { return image }
        let size = fittedSize(image, height: height, width: width)
        let rows = AxisWeights(from: image.height, to: size.height)
        let columns = AxisWeights(from: image.width, to: size.width)
        let ground =
            ground
            ?? image.pixels.withUnsafeBufferPointer {
                InkPolarity.borderMedian($0, height: image.height, width: image.width)
            }
        let narrow = resampledRows(of: image, columns)
        var pixels = [UInt8](repeating: ground, count: height * width)
        let top = (height - size.height) / 2
        let left = (width - size.width) / 2
        let total = rows.total * columns.total
        var sums = [UInt64](repeating: 0, count: size.width)
        for row in 0..<size.height {
            for column in 0..<size.width { sums[column] = 0 }
            let span = rows.spans[row]
            for (place, weight) in span.weights.enumerated() {
                let start = (span.first + place) * size.width
                for column in 0..<size.width {
                    sums[column] &+= weight &* UInt64(narrow[start + column])
                }
            }
            let target = (top + row) * width + left
            for column in 0..<size.width {
                pixels[target + column] = UInt8((sums[column] + total / 2) / total)
            }
        }
        return Image(height: height, width: width, pixels: pixels)
    }

    /// The largest size within height × width that keeps the image's aspect ratio, rounded to whole
    /// pixels, at least 1.
    private static func fittedSize(
        _ image: Image, height: Int, width: Int
    ) -> (height: Int, width: Int) {
        func scaled(_ side: Int, by numerator: Int, over denominator: Int) -> Int {
            max(1, (side * numerator + denominator / 2) / denominator)
        }
        return height * image.width <= width * image.height
            ? (height, min(width, scaled(image.width, by: height, over: image.height)))
            : (min(height, scaled(image.height, by: width, over: image.width)), width)
    }

    /// Resamples horizontally. Returns image.height rows of the new width, as unnormalised sums of
    /// weight × pixel; the vertical pass divides by the total weight.
    private static func resampledRows(of image: Image, _ columns: AxisWeights) -> [UInt32] {
        let width = columns.spans.count
        var narrow = [UInt32](repeating: 0, count: image.height * width)
        for row in 0..<image.height {
            let start = row * image.width
            for (column, span) in columns.spans.enumerated() {
                var sum: UInt64 = 0
                for (place, weight) in span.weights.enumerated() {
                    sum &+= weight &* UInt64(image.pixels[start + span.first + place])
                }
                narrow[row * width + column] = UInt32(sum)
            }
        }
        return narrow
    }
}

/// The integer weights that resample one axis: for each new pixel, the old pixels that contribute
/// to it.
private struct AxisWeights {
    /// Consecutive old pixels, from `first`, and one weight for each.
    struct Span {
        var first: Int
        var weights: [UInt64]
    }

    let spans: [Span]
    /// The sum of the weights of each span, which is the same for all spans.
    let total: UInt64

    /// Weights from `old` to `new` pixels: copies, areas or linear interpolation.
    init(from old: Int, to new: Int) {
        if new == old {
            spans = (0..<new).map { Span(first: $0, weights: [1]) }
            total = 1
        } else if new < old {
            spans = (0..<new).map { AxisWeights.area(place: $0, old: old, new: new) }
            total = UInt64(old)
        } else {
            spans = (0..<new).map { AxisWeights.linear(place: $0, old: old, new: new) }
            total = UInt64(2 * new)
        }
    }

    /// The old pixels that a new, larger pixel covers, weighted by the covered length. In units of
    /// 1/new of an old pixel, the new pixel covers place·old up to (place + 1)·old and old pixel j
    /// covers j·new up to (j + 1)·new.
    private static func area(place: Int, old: Int, new: Int) -> Span {
        let start = place * old
        let end = start + old
        let first = start / new
        let last = (end - 1) / new
        let weights = (first...last).map { j in
            UInt64(min(end, (j + 1) * new) - max(start, j * new))
        }
        return Span(first: first, weights: weights)
    }

    /// The two old pixels on either side of the new pixel's centre, weighted by closeness. The
    /// centre is at ((2·place + 1)·old − new) / (2·new) in old pixels, clamped to the first and
    /// last.
    private static func linear(place: Int, old: Int, new: Int) -> Span {
        let centre = min(max((2 * place + 1) * old - new, 0), (old - 1) * 2 * new)
        let first = min(centre / (2 * new), max(old - 2, 0))
        let right = centre - first * 2 * new
        if old == 1 { return Span(first: 0, weights: [UInt64(2 * new)]) }
        return Span(first: first, weights: [UInt64(2 * new - right), UInt64(right)])
    }
}
