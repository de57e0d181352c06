import Images
import Testing

@Suite struct ImageDigestTests {
    /// From hashlib: struct.pack("<II", 2, 3) and the pixels.
    @Test func theDigestIsOfHeightWidthAndPixels() {
        let image = Image(height: 2, width: 3, pixels: [0, 1, 2, 3, 4, 255])
        #expect(
            ImageDigest(of: image).hexadecimal
                == "0ca5a1f2a56cf824c199024f0024c19d3729be97dcbadaff913d5281f86bad36")
    }

    @Test func theShapeCounts() {
        let pixels = [UInt8](repeating: 7, count: 12)
        let digests = [(1, 12), (2, 6), (3, 4), (4, 3), (12, 1)].map {
            ImageDigest(of: Image(height: $0.0, width: $0.1, pixels: pixels))
        }
        #expect(Set(digests).count == digests.count)
    }

    @Test func theDigitsAreReadBack() {
        let digest = ImageDigest(of: Image(height: 1, width: 1, pixels: [9]))
        #expect(ImageDigest(hexadecimal: digest.hexadecimal) == digest)
        #expect(ImageDigest(hexadecimal: digest.hexadecimal.uppercased()) == nil)
        #expect(ImageDigest(hexadecimal: String(digest.hexadecimal.dropLast(2))) == nil)
    }
}
