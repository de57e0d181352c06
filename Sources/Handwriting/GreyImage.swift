/// An 8-bit grey image: 0 is black, 255 is white.
package struct GreyImage: Equatable, Sendable {
    package let height: Int
    package let width: Int
    /// height × width bytes, row after row.
    package var pixels: [UInt8]

    package init(height: Int, width: Int, pixels: [UInt8]) {
        precondition(
            height > 0 && width > 0 && pixels.count == height * width,
            "an image has height × width pixels")
        self.height = height
        self.width = width
        self.pixels = pixels
    }

    /// Turns dark ink on a light ground into light ink on a dark one.
    package mutating func invert() {
        for place in pixels.indices { pixels[place] = 255 - pixels[place] }
    }
}
