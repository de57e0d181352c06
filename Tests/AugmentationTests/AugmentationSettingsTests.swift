import Augmentation
import Glibc
import RandomStreams
import Testing

@Suite struct AugmentationSettingsTests {
    private static let height = 20
    private static let width = 28
    private static let pixels = (0..<height * width).map { place in
        UInt8(truncatingIfNeeded: (place &* 2_654_435_761) >> 11)
    }

    private func rendered(
        _ augmentation: AugmentationSettings, pixels: [UInt8] = Self.pixels, key: UInt64 = 5,
        epoch: Int = 2, seed: UInt64 = 9
    ) -> [Float] {
        var target = [Float](repeating: -1, count: pixels.count)
        augmentation.render(
            pixels, key: key, epoch: epoch, seed: seed,
            in: AugmentationMemory(height: Self.height, width: Self.width), into: &target)
        return target
    }

    private var normalised: [Float] {
        var target = [Float](repeating: -1, count: Self.pixels.count)
        AugmentationSettings.normalise(Self.pixels, count: Self.pixels.count, into: &target)
        return target
    }

    @Test func bytesBecomeUnitFloats() {
        #expect(normalised == Self.pixels.map { Float($0) * (1 / 255) })
        #expect(rendered(.none) == normalised)
    }

    @Test func aWarpByNothingIsExact() {
        // Too little to move a pixel in Float, but not `.none`, so that the warp runs.
        let nothing = AugmentationSettings(
            rotationDegrees: 1e-30, shiftFraction: 0, zoomFraction: 0, shearDegrees: 0)
        #expect(nothing != .none)
        #expect(rendered(nothing) == normalised)
    }

    @Test func theResultDependsOnSeedEpochAndKeyAlone() {
        let base = rendered(.mild)
        #expect(base == rendered(.mild))
        #expect(base != rendered(.mild, key: 6))
        #expect(base != rendered(.mild, epoch: 3))
        #expect(base != rendered(.mild, seed: 8))
        #expect(base != normalised)
        #expect(base.allSatisfy { $0 >= 0 && $0 <= 1.000_001 })
    }

    @Test func whatLiesOutsideIsZero() {
        let white = [UInt8](repeating: 255, count: Self.pixels.count)
        let shifted = rendered(
            AugmentationSettings(
                rotationDegrees: 0, shiftFraction: 1, zoomFraction: 0, shearDegrees: 0),
            pixels: white)
        #expect(shifted.contains(0))
        #expect(shifted.contains(1))
    }

    /// Keras's own composition, matrix by matrix in Double with libm, and a bilinear look-up.
    @Test(
        arguments: [
            AugmentationSettings.mild,
            AugmentationSettings(
                rotationDegrees: 170, shiftFraction: 0, zoomFraction: 0, shearDegrees: 0),
            AugmentationSettings(
                rotationDegrees: 0, shiftFraction: 0.3, zoomFraction: 0, shearDegrees: 0),
            AugmentationSettings(
                rotationDegrees: 0, shiftFraction: 0, zoomFraction: 0.5, shearDegrees: 0),
            AugmentationSettings(
                rotationDegrees: 0, shiftFraction: 0, zoomFraction: 0, shearDegrees: 50),
            AugmentationSettings(
                rotationDegrees: 45, shiftFraction: 0.2, zoomFraction: 0.4, shearDegrees: 30),
        ], [1, 2, 3, 4] as [UInt64])
    func theWarpIsTheKerasGenerators(augmentation: AugmentationSettings, key: UInt64) {
        let expected = kerasReference(augmentation, key: key)
        let actual = rendered(augmentation, key: key)
        let worst = zip(expected, actual).map { abs($0 - Double($1)) }.max() ?? 1
        #expect(worst < 2e-5)
    }

    private typealias Matrix = [[Double]]

    private func kerasReference(_ augmentation: AugmentationSettings, key: UInt64) -> [Double] {
        let random = CounterRandom(seed: 9, purpose: .augmentation, epoch: 2, key: key)
        func uniform(_ limit: Float, _ element: Int) -> Double {
            Double(limit) * (2 * Double(random.uniform(at: element)) - 1)
        }
        let theta = uniform(augmentation.rotationDegrees, 0) * .pi / 180
        let tx = uniform(augmentation.shiftFraction, 1) * Double(Self.height)
        let ty = uniform(augmentation.shiftFraction, 2) * Double(Self.width)
        let shear = uniform(augmentation.shearDegrees, 3) * .pi / 180
        let zx = 1 + uniform(augmentation.zoomFraction, 4)
        let zy = 1 + uniform(augmentation.zoomFraction, 5)
        let ox = Double(Self.height) / 2 - 0.5
        let oy = Double(Self.width) / 2 - 0.5
        let product = [
            [[1, 0, ox], [0, 1, oy], [0, 0, 1]],
            [[cos(theta), -sin(theta), 0], [sin(theta), cos(theta), 0], [0, 0, 1]],
            [[1, 0, tx], [0, 1, ty], [0, 0, 1]],
            [[1, -sin(shear), 0], [0, cos(shear), 0], [0, 0, 1]],
            [[zx, 0, 0], [0, zy, 0], [0, 0, 1]],
            [[1, 0, -ox], [0, 1, -oy], [0, 0, 1]],
        ].reduce([[1, 0, 0], [0, 1, 0], [0, 0, 1]]) { (a: Matrix, b: Matrix) in
            (0..<3).map { i in (0..<3).map { j in (0..<3).reduce(0) { $0 + a[i][$1] * b[$1][j] } } }
        }
        func level(_ row: Int, _ column: Int) -> Double {
            guard (0..<Self.height).contains(row), (0..<Self.width).contains(column) else {
                return 0
            }
            return Double(Self.pixels[row * Self.width + column]) / 255
        }
        return (0..<Self.height * Self.width).map { place in
            let r = Double(place / Self.width)
            let c = Double(place % Self.width)
            let x = product[0][0] * r + product[0][1] * c + product[0][2]
            let y = product[1][0] * r + product[1][1] * c + product[1][2]
            let top = Int(x.rounded(.down))
            let left = Int(y.rounded(.down))
            let (u, v) = (x - Double(top), y - Double(left))
            return (1 - u) * ((1 - v) * level(top, left) + v * level(top, left + 1))
                + u * ((1 - v) * level(top + 1, left) + v * level(top + 1, left + 1))
        }
    }

    /// One dot in the middle, thinned and thickened by the part that is drawn.
    @Test(arguments: 1...8 as ClosedRange<UInt64>)
    func strokesGrowAndShrinkByThePartDrawn(key: UInt64) {
        var dot = [UInt8](repeating: 0, count: Self.pixels.count)
        let middle = 10 * Self.width + 14
        dot[middle] = 255
        let drawn = CounterRandom(seed: 9, purpose: .augmentation, epoch: 2, key: key)
            .uniform(in: -0.5...0.5, at: 6)
        let changed = rendered(AugmentationSettings(strokeFraction: 0.5), pixels: dot, key: key)
        let around = [-1, 0, 1].flatMap { row in [-1, 1].map { row * Self.width + $0 } }
        for place in around + [-Self.width, Self.width] {
            #expect(changed[middle + place] == max(drawn, 0))
        }
        #expect(changed[middle] == 1 + min(drawn, 0))
        #expect(changed.filter { $0 > 0 }.count == (drawn > 0 ? 9 : 1))
    }

    @Test(arguments: 1...8 as ClosedRange<UInt64>)
    func inkIsStrongerOrWeakerAndNeverAboveFull(key: UInt64) {
        let factor =
            1
            + CounterRandom(seed: 9, purpose: .augmentation, epoch: 2, key: key)
            .uniform(in: -0.4...0.4, at: 7)
        let changed = rendered(AugmentationSettings(gainFraction: 0.4), key: key)
        #expect(changed == normalised.map { min($0 * factor, 1) })
    }

    @Test func aShareOfImagesBecomesBinary() {
        let binary = Self.pixels.map { Float($0 > 0 ? 1 : 0) }
        let images = (0..<400).map { rendered(AugmentationSettings(binaryShare: 0.25), key: $0) }
        let count = images.filter { $0 == binary }.count
        #expect(abs(count - 100) < 40)
        #expect(images.filter { $0 == normalised }.count == 400 - count)
    }
}

extension AugmentationSettings {
    /// Affine changes that handwriting bears without becoming another letter.
    fileprivate static let mild = AugmentationSettings(
        rotationDegrees: 10, shiftFraction: 0.08, zoomFraction: 0.10, shearDegrees: 8)
}
