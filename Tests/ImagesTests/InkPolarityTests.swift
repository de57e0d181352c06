import Images
import Testing

@Suite struct InkPolarityTests {
    private func image(border: [UInt8], middle: UInt8) -> [UInt8] {
        // 4×4: the border's twelve pixels row after row, four in the middle.
        let b = border
        return [
            b[0], b[1], b[2], b[3], b[4], middle, middle, b[5],
            b[6], middle, middle, b[7], b[8], b[9], b[10], b[11],
        ]
    }

    @Test(arguments: [
        (126, 255, 1), (128, 0, -1), (0, 255, 1), (255, 0, -1), (127, 0, 0), (0, 0, 0),
        (255, 255, 0),
    ])
    func theBorderDecidesAndBlankImagesAbstain(border: UInt8, middle: UInt8, vote: Int) {
        let pixels = image(border: [UInt8](repeating: border, count: 12), middle: middle)
        #expect(InkPolarity.vote(pixels, height: 4, width: 4) == vote)
    }

    @Test(arguments: 0..<12)
    func eachBorderPixelCountsOnce(place: Int) {
        // Eleven at 127 and one beside it: that one decides.
        var border = [UInt8](repeating: 127, count: 12)
        border[place] = 128
        #expect(InkPolarity.vote(image(border: border, middle: 0), height: 4, width: 4) == -1)
        border[place] = 126
        #expect(InkPolarity.vote(image(border: border, middle: 255), height: 4, width: 4) == 1)
    }

    /// All of a narrow image is border, or nearly all: a letter's ink must not pass for its ground.
    @Test(arguments: [(1, 28), (28, 1), (3, 28), (28, 3)])
    func narrowImagesAbstain(height: Int, width: Int) {
        var pixels = [UInt8](repeating: 250, count: height * width)
        pixels[0] = 180
        #expect(InkPolarity.vote(pixels, height: height, width: width) == 0)
        let wide = [180] + [UInt8](repeating: 250, count: 4 * 28 - 1)
        #expect(InkPolarity.vote(wide, height: 4, width: 28) == -1)
    }
}
