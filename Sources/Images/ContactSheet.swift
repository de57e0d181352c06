/// A grid of images of one size, for looking at many of them at once, as `preview` writes them.
/// Cells are separated by grey lines one pixel wide.
package struct ContactSheet {
    /// In pixels.
    private let cellHeight: Int
    private let cellWidth: Int
    private let columns: Int
    private var image: Image

    /// The grey of the separating lines: between the black and the white backgrounds that cells
    /// have.
    private static let ground: UInt8 = 96

    /// The maximum number of rows within the size limit of a PNG file; 0 if one row of `columns`
    /// cells is already too wide.
    package static func mostRows(columns: Int, cellHeight: Int, cellWidth: Int) -> Int {
        let limit = ImageLimits.sides.upperBound - 1
        return columns * (cellWidth + 1) <= limit ? limit / (cellHeight + 1) : 0
    }

    /// An empty sheet of `rows` × `columns` cells. A sheet beyond the size limit is a programmer
    /// error, and traps in `png`; see `mostRows`.
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

    /// Copies an image into a cell.
    ///
    /// - Parameter pixels: cell height × cell width floats, 0 (black) to 1 (white); values outside
    ///   are clamped.
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
