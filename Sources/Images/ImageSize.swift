/// Height and width of images, in pixels.
package struct ImageSize: Sendable, Equatable, LosslessStringConvertible {
    package var height: Int
    package var width: Int

    package init(height: Int, width: Int) {
        self.height = height
        self.width = width
    }

    /// Reads one number for both sides, such as "32", or height and width, such as "32x128".
    package init?(_ text: String) {
        let sides = text.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
        guard (1...2).contains(sides.count), let height = sides[0],
            let width = sides[sides.count - 1]
        else { return nil }
        self.init(height: height, width: width)
    }

    package var description: String { height == width ? "\(height)" : "\(height)x\(width)" }
}
