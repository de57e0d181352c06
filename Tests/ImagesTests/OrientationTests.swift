import Images
import Testing

/// `PNGCodec.orientation` of the eXIf chunk.
@Suite struct OrientationTests {
    private static func chunk(_ name: String, _ data: [UInt8]) -> [UInt8] {
        bigEndian(data.count) + Array(name.utf8) + data + [0, 0, 0, 0]
    }

    private static func bigEndian(_ number: Int) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
    }

    /// A directory at byte 8 with another tag before that of the orientation.
    private static func exif(_ orientation: UInt8, isLittleEndian: Bool = false) -> [UInt8] {
        isLittleEndian
            ? [0x49, 0x49, 42, 0, 8, 0, 0, 0, 2, 0]
                + [0x0F, 1, 2, 0, 1, 0, 0, 0, 65, 0, 0, 0]
                + [0x12, 1, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0] + [0, 0, 0, 0]
            : [0x4D, 0x4D, 0, 42, 0, 0, 0, 8, 0, 2]
                + [1, 0x0F, 0, 2, 0, 0, 0, 1, 65, 0, 0, 0]
                + [1, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0] + [0, 0, 0, 0]
    }

    private static func orientation(of chunks: [UInt8]) -> Int {
        let file: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 13, 10, 26, 10] + chunks
        return file.withUnsafeBytes { PNGCodec.orientation(of: $0) }
    }

    @Test(arguments: 1...8, [false, true])
    func theTagIsReadInBothByteOrders(orientation: UInt8, isLittleEndian: Bool) {
        let exif = Self.exif(orientation, isLittleEndian: isLittleEndian)
        let header = Self.chunk("IHDR", [UInt8](repeating: 1, count: 13))
        #expect(Self.orientation(of: header + Self.chunk("eXIf", exif)) == Int(orientation))
        let marked = Self.chunk("eXIf", Array("Exif\0\0".utf8) + exif)
        #expect(Self.orientation(of: header + marked) == Int(orientation))
        let late = header + Self.chunk("IDAT", [1, 2, 3]) + Self.chunk("eXIf", exif)
        #expect(Self.orientation(of: late) == Int(orientation))
    }

    @Test func withoutAProperTagThereIsNone() {
        let exif = Self.exif(6)
        #expect(Self.orientation(of: []) == 0)
        #expect(Self.orientation(of: Self.chunk("IDAT", exif)) == 0)
        #expect(Self.orientation(of: Self.chunk("IEND", []) + Self.chunk("eXIf", exif)) == 0)
        #expect(Self.orientation(of: Self.chunk("eXIf", Self.exif(9))) == 0)
        #expect(Self.orientation(of: Self.chunk("eXIf", [1, 2] + exif.dropFirst(2))) == 0)
        // A directory far outside, and more entries than there are bytes.
        let outside = Array(exif[..<4]) + [255, 255, 255, 255] + Array(exif[8...])
        #expect(Self.orientation(of: Self.chunk("eXIf", outside)) == 0)
        let many = Array(exif[..<8]) + [255, 255] + [UInt8](repeating: 7, count: 30)
        #expect(Self.orientation(of: Self.chunk("eXIf", many)) == 0)
    }

    /// Behind the end of the bytes there is nothing to read: the sanitizers see it if something is.
    @Test func everyPrefixIsSafe() {
        let whole = Self.chunk("eXIf", Self.exif(6))
        for count in 0..<whole.count {
            #expect(Self.orientation(of: Array(whole.prefix(count))) == 0)
        }
        for count in 0..<34 {
            let cut = Self.chunk("eXIf", Array(Self.exif(6).prefix(count)))
            #expect(Self.orientation(of: cut) == 0)
        }
        #expect(Self.orientation(of: whole) == 6)
    }
}
