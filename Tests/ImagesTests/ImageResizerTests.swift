import Images
import Testing

@Suite struct ImageResizerTests {
    private func resized(
        _ pixels: [UInt8], from old: (Int, Int), to new: (Int, Int)
    ) -> [UInt8] {
        let image = Image(height: old.0, width: old.1, pixels: pixels)
        return ImageResizer.resize(image, height: new.0, width: new.1).pixels
    }

    @Test func anImageOfTheRightSizeStaysAsItIs() {
        let pixels = (0..<20).map { UInt8($0 * 12) }
        #expect(resized(pixels, from: (4, 5), to: (4, 5)) == pixels)
    }

    @Test func halvingAveragesFourPixelsWithRounding() {
        let pixels: [UInt8] = [
            0, 1, 10, 20,
            1, 1, 30, 40,
            255, 255, 0, 0,
            255, 254, 0, 1,
        ]
        // 3/4 rounds to 1, 100/4 = 25, 1019/4 to 255, 1/4 to 0.
        #expect(resized(pixels, from: (4, 4), to: (2, 2)) == [1, 25, 255, 0])
    }

    @Test func fractionalAreasAreWeighted() {
        // Three pixels to two: (2·a + b)/3 and (b + 2·c)/3, in both directions.
        let pixels: [UInt8] = [
            0, 90, 180,
            0, 90, 180,
            0, 90, 180,
        ]
        #expect(resized(pixels, from: (3, 3), to: (2, 2)) == [30, 150, 30, 150])
    }

    @Test func growingInterpolatesBetweenCentres() {
        // Two pixels to four: centres at −0.25, 0.25, 0.75, 1.25, the outer ones held inside.
        let row: [UInt8] = [0, 50, 150, 200]
        #expect(resized([0, 200, 0, 200], from: (2, 2), to: (4, 4)) == row + row + row + row)
    }

    @Test func theRatioStaysAndTheGroundContinues() {
        // 2×4 into 4×4: the rows stay two and stand in the middle; the border's median is 7.
        let pixels: [UInt8] = [7, 7, 7, 9, 7, 7, 200, 7]
        let ground: [UInt8] = [7, 7, 7, 7]
        #expect(resized(pixels, from: (2, 4), to: (4, 4)) == ground + pixels + ground)
        let turned: [UInt8] = [7, 7, 7, 7, 7, 200, 9, 7]
        #expect(
            resized(turned, from: (4, 2), to: (4, 4)) == [
                7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 200, 7, 7, 9, 7, 7,
            ])
    }

    @Test(arguments: [(4, 4096), (4096, 4), (4096, 4096), (5, 7), (31, 33)])
    func aPlainImageStaysPlainAtAnySize(height: Int, width: Int) {
        let pixels = [UInt8](repeating: 201, count: height * width)
        let new = resized(pixels, from: (height, width), to: (32, 32))
        #expect(new == [UInt8](repeating: 201, count: 1024))
    }

    @Test func aNarrowLetterIsLightInkOnBlackWhateverItsInk() {
        // 4×1 into 4×4: the stroke stands in the second column.
        let light = Image(height: 4, width: 1, pixels: [250, 240, 250, 250])
        let expected: [UInt8] = [0, 250, 0, 0, 0, 240, 0, 0, 0, 250, 0, 0, 0, 250, 0, 0]
        let input = ImageResizer.networkInput(of: light, height: 4, width: 4, inkIsDark: false)
        #expect(input.pixels == expected)
        var dark = light
        dark.invert()
        #expect(
            ImageResizer.networkInput(of: dark, height: 4, width: 4, inkIsDark: true) == input)
    }

    @Test func otherImagesAreSurroundedByTheirBorder() {
        let image = Image(height: 4, width: 8, pixels: [UInt8](repeating: 90, count: 32))
        let input = ImageResizer.networkInput(of: image, height: 8, width: 8, inkIsDark: true)
        #expect(input.pixels == [UInt8](repeating: 165, count: 64))
    }

    @Test(arguments: [(1, 1), (1, 4096), (4096, 1), (2, 3)])
    func aPlainNarrowImageKeepsItsLevelWhereItIs(height: Int, width: Int) {
        let image = Image(
            height: height, width: width, pixels: Array(repeating: 201, count: height * width))
        let input = ImageResizer.networkInput(of: image, height: 32, width: 32, inkIsDark: false)
        #expect(Set(input.pixels).isSubset(of: [0, 201]))
        #expect(input.pixels.contains(201))
    }

    @Test func aWhiteImageKeepsItsMaximum() {
        let pixels = [UInt8](repeating: 255, count: 4096 * 4096)
        #expect(
            resized(pixels, from: (4096, 4096), to: (3, 3)) == [UInt8](repeating: 255, count: 9))
    }
}
