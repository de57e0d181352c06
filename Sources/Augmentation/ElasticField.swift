import CKernels
import RandomStreams

/// A smooth random field of shifts: uniform cubic B-splines over a grid of cells, as free-form
/// deformations use them (Rueckert and others, 1999). Each pixel's shift is a weighted mean of 4 × 4
/// control points, so no pixel is shifted further than the furthest of them.
final class ElasticField {
    /// Cells of the grid along each axis; a letter's strokes are about as long as one.
    private static let cellCount = 4
    /// Control points along each axis.
    private static let side = cellCount + 3

    private let height: Int
    private let width: Int
    /// (height, side) and (side, width).
    private let rowBasis: UnsafeMutablePointer<Float>
    private let columnBasis: UnsafeMutablePointer<Float>
    /// (side, side), of one axis at a time.
    private let control: UnsafeMutablePointer<Float>
    /// Shifts of each pixel in pixels (height, width), as `draw` left them.
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

    /// The cell that a pixel's middle lies in, and the weights of the four control points from there.
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

    /// Draws the control points, uniform to either side, and writes every pixel's shifts.
    ///
    /// - Parameter fraction: the largest shift of a control point, as a part of height and width.
    func draw(_ fraction: Float, random: CounterRandom) {
        surface(limit: fraction * Float(height), random, part: 0, into: rowShifts)
        surface(limit: fraction * Float(width), random, part: 1, into: columnShifts)
    }

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
