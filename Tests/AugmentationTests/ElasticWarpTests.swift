import Augmentation
import RandomStreams
import Testing

@Suite struct ElasticWarpTests {
    private static let height = 24
    private static let width = 40
    private static let fraction: Float = 0.2

    private func rendered(_ pixels: [UInt8], _ augmentation: AugmentationSettings, key: UInt64)
        -> [Float]
    {
        var target = [Float](repeating: -1, count: pixels.count)
        augmentation.render(
            pixels, key: key, epoch: 1, seed: 4,
            in: AugmentationMemory(height: Self.height, width: Self.width), into: &target)
        return target
    }

    /// The cubic B-spline by its recursion (de Boor and Cox), in Double.
    private func basis(_ degree: Int, _ x: Double) -> Double {
        guard degree > 0 else { return x >= 0 && x < 1 ? 1 : 0 }
        let d = Double(degree)
        return x / d * basis(degree - 1, x) + (d + 1 - x) / d * basis(degree - 1, x - 1)
    }

    /// The shift of a pixel along an axis, straight from the definition.
    private func shift(row: Int, column: Int, part: Int, key: UInt64, extent: Int) -> Double {
        let random = CounterRandom(seed: 4, purpose: .augmentation, epoch: 1, key: key)
        let y = (Double(row) + 0.5) / Double(Self.height) * 4
        let x = (Double(column) + 0.5) / Double(Self.width) * 4
        var sum = 0.0
        for i in 0..<7 {
            for j in 0..<7 {
                let draw = Double(random.uniform(at: 16 + part * 52 + 7 * i + j))
                sum +=
                    (2 * draw - 1) * basis(3, y - Double(i) + 3) * basis(3, x - Double(j) + 3)
            }
        }
        return sum * Double(Self.fraction) * Double(extent)
    }

    /// On a plane that rises along one axis a shift can be read off.
    @Test(arguments: [3, 8] as [UInt64])
    func pixelsMoveByTheSurfaceOverRandomControlPoints(key: UInt64) {
        let places = (0..<Self.height * Self.width)
            .map { ($0 / Self.width, $0 % Self.width) }
        let augmentation = AugmentationSettings(elasticFraction: Self.fraction)
        let downward = rendered(places.map { UInt8(10 * $0.0) }, augmentation, key: key)
        let rightward = rendered(places.map { UInt8(6 * $0.1) }, augmentation, key: key)
        var moved = 0
        for (place, (row, column)) in places.enumerated() {
            let toRow =
                Double(row)
                + shift(row: row, column: column, part: 0, key: key, extent: Self.height)
            let toColumn =
                Double(column)
                + shift(row: row, column: column, part: 1, key: key, extent: Self.width)
            // At the border the plane meets the zeros around it.
            guard toRow > 0, toColumn > 0, toRow < Double(Self.height - 1),
                toColumn < Double(Self.width - 1)
            else { continue }
            moved += 1
            #expect(abs(Double(downward[place]) * 25.5 - toRow) < 1e-3)
            #expect(abs(Double(rightward[place]) * 42.5 - toColumn) < 1e-3)
        }
        #expect(moved > places.count / 2)
    }

    @Test func anotherKeyGivesAnotherField() {
        let pixels = (0..<Self.height * Self.width).map { UInt8(truncatingIfNeeded: $0 &* 37) }
        let augmentation = AugmentationSettings(elasticFraction: Self.fraction)
        let first = rendered(pixels, augmentation, key: 1)
        #expect(first == rendered(pixels, augmentation, key: 1))
        #expect(first != rendered(pixels, augmentation, key: 2))
    }
}
