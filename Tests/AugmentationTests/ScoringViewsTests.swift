import Augmentation
import Glibc
import Testing

@Suite struct ScoringViewsTests {
    private static let height = 9
    private static let width = 12
    private static let pixels = (0..<height * width).map { place in
        UInt8(truncatingIfNeeded: (place &* 2_654_435_761) >> 11)
    }

    private static func views(_ set: ScoringViews) -> [[Float]] {
        (0..<set.count).map { view in
            var target = [Float](repeating: -1, count: pixels.count)
            set.write(view, of: pixels, height: height, width: width, into: &target)
            return target
        }
    }

    /// The image moved down and to the right, zeros where nothing came.
    private static func moved(rows: Int, columns: Int) -> [Float] {
        (0..<height * width).map { place in
            let (row, column) = (place / width - rows, place % width - columns)
            guard (0..<height).contains(row), (0..<width).contains(column) else { return 0 }
            return Float(pixels[row * width + column]) * (1 / 255)
        }
    }

    @Test(arguments: ScoringViews.allCases)
    func theImageItselfComesFirst(set: ScoringViews) {
        #expect(Self.views(set)[0] == Self.moved(rows: 0, columns: 0))
    }

    @Test func shiftsAreTheEightNeighboursExactly() {
        let expected = [-1, 0, 1].flatMap { rows in
            [-1, 0, 1].compactMap { columns in
                rows == 0 && columns == 0 ? nil : Self.moved(rows: rows, columns: columns)
            }
        }
        #expect(Array(Self.views(.shifts)[1...]) == expected)
        #expect(Array(Self.views(.full)[1..<9]) == expected)
    }

    /// The bilinear look-up in Double, with libm's sine.
    @Test func fullTurnsByFiveDegreesEitherWay() {
        func at(_ row: Int, _ column: Int) -> Double {
            guard (0..<Self.height).contains(row), (0..<Self.width).contains(column) else {
                return 0
            }
            return Double(Self.pixels[row * Self.width + column]) / 255
        }
        for (view, degrees) in [(9, -5.0), (10, 5.0)] {
            let (s, c) = (sin(degrees * .pi / 180), cos(degrees * .pi / 180))
            let (middleRow, middleColumn) = (4.0, 5.5)
            let found = Self.views(.full)[view]
            for place in found.indices {
                let row = Double(place / Self.width) - middleRow
                let column = Double(place % Self.width) - middleColumn
                let (y, x) = (c * row - s * column + middleRow, s * row + c * column + middleColumn)
                let (top, left) = (Int(floor(y)), Int(floor(x)))
                let (down, right) = (y - floor(y), x - floor(x))
                let upper = at(top, left) * (1 - right) + at(top, left + 1) * right
                let lower = at(top + 1, left) * (1 - right) + at(top + 1, left + 1) * right
                let expected = upper * (1 - down) + lower * down
                #expect(abs(Double(found[place]) - expected) < 1e-5, "view \(view), \(place)")
            }
        }
    }
}
