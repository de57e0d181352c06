/// How `--ink` says what is ink.
package enum Ink: String, Sendable, Codable, CaseIterable {
    /// The images decide; see `InkDecision`.
    case auto
    /// Light ink on a dark ground.
    case light
    /// Dark ink on a light ground.
    case dark
}

/// Light ink on dark or dark ink on light, from the border of an image, where there is no ink.
package enum InkPolarity {
    /// The vote of one image of height × width bytes: +1 for light ink (the border's mean is
    /// below 127), −1 for dark ink (above 127), 0 for a blank image, a mean of exactly 127 and a
    /// narrow image (`Image.isNarrow`), whose border is as likely ink as ground.
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

    /// The vote of an array of height × width bytes.
    package static func vote(_ pixels: [UInt8], height: Int, width: Int) -> Int {
        pixels.withUnsafeBufferPointer { vote($0, height: height, width: width) }
    }

    /// The lower median of the border: the ground that padding continues.
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
