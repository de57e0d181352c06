import Images
import Testing

@Suite struct ImageSizeTests {
    @Test(arguments: [("32", 32, 32), ("32x128", 32, 128), ("128x32", 128, 32)])
    func heightComesFirstAndOneNumberIsBoth(text: String, height: Int, width: Int) {
        let size = ImageSize(text)
        #expect(size == ImageSize(height: height, width: width))
        #expect(size?.description == text)
    }

    @Test(arguments: ["", "x", "32x", "x32", "32x32x1", "32 x 128", "32,128", "0x1p5", "ten"])
    func anythingElseIsNoSize(text: String) {
        #expect(ImageSize(text) == nil)
    }
}
