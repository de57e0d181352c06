import CKernels
import RandomStreams

/// A smooth random displacement field: uniform cubic B-splines over a grid of control points, as in
/// free-form deformations (Rueckert et al., 1999, IEEE Trans. Med. Imaging 18, 712–721). Each
/// pixel's displacement is a weighted mean of 4 × 4 control points, so it is never larger than the
/// largest of theirs.
final class ElasticField {
    /// Grid cells along each axis. A cell is about as long as a letter's strokes, so that strokes
    /// bend instead of wrinkling.
    private static let cellCount = 4
    /// Control points along each axis: a cubic spline reaches one point before and two behind each
    /// cell.
    private static let side = cellCount + 3

    private let height: Int
    private let width: Int
    /// The spline weights of each pixel row (height, side) and pixel column (side, width). A field
    /// is the product rowBasis · control · columnBasis.
    private let rowBasis: UnsafeMutablePointer<Float>
    private let columnBasis: UnsafeMutablePointer<Float>
    /// The control points (side, side), of one axis at a time.
    private let control: UnsafeMutablePointer<Float>
    /// The displacement of each pixel in pixels, (height, width); written by `draw`.
    let rowShifts: UnsafeMutablePointer<Float>
    let columnShifts: UnsafeMutablePointer<Float>

    init(height: Int, width: Int) {
        func zeros(_ count: Int) -> UnsafeMutablePointer<Float> {
            let floats = UnsafeMutablePointer<Float>.allocate(capacity: count)
            floats.initialize(repeating: 0, count: count)
            return floats
        }
        self.height = height
        self.width = width
        rowBasis = zeros(height * Self.side)
        columnBasis = zeros(Self.side * width)
        control = zeros(Self.side * Self.side)
        rowShifts = zeros(height * width)
        columnShifts = zeros(height * width)
        for row in 0..<height {
            let (cell, weights) = Self.weights(of: row, extent: height)
            for i in 0..<4 { rowBasis[row * Self.side + cell + i] = weights[i] }
        }
        for column in 0..<width {
            let (cell, weights) = Self.weights(of: column, extent: width)
            for i in 0..<4 { columnBasis[(cell + i) * width + column] = weights[i] }
        }
    }

    deinit {
        for floats in [rowBasis, columnBasis, control, rowShifts, columnShifts] {
            floats.deallocate()
        }
    }

    /// The cell that contains a pixel's centre, and the weights of the four control points from
    /// that cell on: the uniform cubic B-spline basis, which sums to 1.
    private static func weights(of pixel: Int, extent: Int) -> (cell: Int, SIMD4<Float>) {
        let place = (Double(pixel) + 0.5) / Double(extent) * Double(cellCount)
        let cell = Int(place)
        let t = place - Double(cell)
        let square = t * t
        let cube = square * t
        let weights = SIMD4(
            1 - 3 * t + 3 * square - cube, 4 - 6 * square + 3 * cube,
            1 + 3 * t + 3 * square - 3 * cube, cube)
        return (cell, SIMD4<Float>(weights / 6))
    }

    /// Draws the control points, uniform in both directions, and writes the displacement of every
    /// pixel.
    ///
    /// - Parameter fraction: the largest displacement of a control point, as a fraction of height
    ///   and width.
    func draw(_ fraction: Float, random: CounterRandom) {
        surface(limit: fraction * Float(height), random, part: 0, into: rowShifts)
        surface(limit: fraction * Float(width), random, part: 1, into: columnShifts)
    }

    /// One axis of the field; `part` selects its random numbers: 0 for rows, 1 for columns.
    private func surface(
        limit: Float, _ random: CounterRandom, part: Int, into shifts: UnsafeMutablePointer<Float>
    ) {
        let count = Self.side * Self.side
        let first = AugmentationElement.elastic + part * (count + 3) / 4 * 4
        for start in stride(from: 0, to: count, by: 4) {
            let words = random.block(UInt32((first + start) / 4))
            for i in 0..<min(4, count - start) {
                control[start + i] = limit * (Float(words[i] >> 8) * 0x1p-23 - 1)
            }
        }
        ckernels_spline_surface(
            control, Int32(Self.side), rowBasis, columnBasis, shifts, Int32(height), Int32(width))
    }
}
