import Images
import Testing

@Suite struct FileFormatTests {
    private static let files: [(format: FileFormat, start: [UInt8])] = [
        (.png, [0x89, 0x50, 0x4E, 0x47, 10, 26, 10]),
        (.jpeg, [0xFF, 0xD8, 0xFF, 0xDB]),
        (.gif, Array("GIF89a".utf8)),
        (.bmp, Array("BM".utf8) + [0x36, 4, 0, 0, 0, 0, 0, 0]),
        (.tiff, [0x49, 0x49, 42, 0]), (.tiff, [0x4D, 0x4D, 0, 42]),
        (.webP, Array("RIFF".utf8) + [9, 8, 7, 0] + Array("WEBPVP8 ".utf8)),
        (.heif, [0, 0, 0, 24] + Array("ftypheic".utf8)),
        (.avif, [0, 0, 0, 32] + Array("ftypavif".utf8)),
        (.jpegXL, [0xFF, 0x0A, 1]),
        (.jpeg2000, [0, 0, 0, 12] + Array("jP  ".utf8)),
        (.icon, [0, 0, 1, 0, 1]),
        (.netpbm, Array("P5 28 28 255\n".utf8)),
        (.photoshop, Array("8BPS".utf8)),
        (.svg, Array("<?xml version=\"1.0\"?>\n<svg>".utf8)),
        (.pdf, Array("%PDF-1.7".utf8)),
        (.html, [0xEF, 0xBB, 0xBF] + Array(" \n<!DOCTYPE HTML><html>".utf8)),
        (.gzip, [0x1F, 0x8B, 8]),
        (.zip, [0x50, 0x4B, 3, 4]),
        (.gitLFSPointer, Array("version https://git-lfs.github.com/spec/v1\n".utf8)),
        (.text, Array("BMW is a text; so is Grüße".utf8)),
        (.text, Array(String(repeating: "ä", count: 1000).utf8) + [65]),
        (.text, [65] + Array(String(repeating: "ä", count: 1000).utf8)),
    ]

    @Test(arguments: files.indices)
    func theFirstBytesTellTheFormat(place: Int) {
        let (format, start) = Self.files[place]
        #expect(FileFormat(of: start) == format)
        #expect(!format.description.isEmpty && !format.remedy.isEmpty)
    }

    @Test func everyFormatIsTried() {
        #expect(Set(Self.files.map(\.format)).count == FileFormat.allCases.count)
    }

    @Test(arguments: [[], [1, 2, 3], [0xFF, 0xFE, 65, 0], Array("RIFFxxxxWAVE".utf8) + [0]])
    func otherBytesAreOfNoFormat(bytes: [UInt8]) {
        #expect(FileFormat(of: bytes) == nil)
    }
}
