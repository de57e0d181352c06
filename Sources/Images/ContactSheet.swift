/// Images of one size side by side, to look at: rows of cells with a line of ground between them.
package struct ContactSheet {
    private let cellHeight: Int
    private let cellWidth: Int
    private let columns: Int
    private var image: Image

    /// Grey, so that the cells' own ground stands out.
    private static let ground: UInt8 = 96

    /// The rows that a PNG file can have with so many columns; 0 when not even these fit.
    package static func mostRows(columns: Int, cellHeight: Int, cellWidth: Int) -> Int {
        let limit = ImageLimits.sides.upperBound - 1
        return columns * (cellWidth + 1) <= limit ? limit / (cellHeight + 1) : 0
    }

    /// Rows and columns beyond a PNG's size are a programmer error, and trap when it is written.
    package init(rows: Int, columns: Int, cellHeight: Int, cellWidth: Int) {
        self.cellHeight = cellHeight
        self.cellWidth = cellWidth
        self.columns = columns
        let height = rows * (cellHeight + 1) + 1
        let width = columns * (cellWidth + 1) + 1
        image = Image(
            height: height, width: width,
            pixels: Array(repeating: Self.ground, count: height * width))
    }

    /// Puts an image of cell size into a cell; floats below 0 or above 1 are cut.
    package mutating func place(_ pixels: [Float], row: Int, column: Int) {
        precondition(pixels.count == cellHeight * cellWidth, "an image fills its cell")
        for y in 0..<cellHeight {
            let start =
                (row * (cellHeight + 1) + 1 + y) * image.width
                + column * (cellWidth + 1) + 1
            for x in 0..<cellWidth {
                let level = min(max(pixels[y * cellWidth + x], 0), 1)
                image.pixels[start + x] = UInt8((level * 255).rounded())
            }
        }
    }

    /// The sheet as a PNG file.
    package var png: [UInt8] { PNGCodec.encode(image) }
}
