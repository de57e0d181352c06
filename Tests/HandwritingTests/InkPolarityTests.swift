import Handwriting
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
}
