/// PNG files as tests need them, made without libpng.
enum PNGBytes {
    /// A whole image, all black. Its pixels are stored without compression.
    static func grey(height: Int, width: Int) -> [UInt8] {
        let rows = [UInt8](repeating: 0, count: height * (width + 1))
        var first: UInt32 = 1
        var second: UInt32 = 0
        for byte in rows {
            first = (first + UInt32(byte)) % 65521
            second = (second + first) % 65521
        }
        let count = UInt16(rows.count)
        // RFC 1950 and 1951: one stored block.
        let stored: [UInt8] =
            [0x78, 0x01, 1, UInt8(count & 255), UInt8(count >> 8)]
            + [UInt8(~count & 255), UInt8(~count >> 8)] + rows + bigEndian(second << 16 | first)
        return header(height: height, width: width) + chunk("IDAT", stored) + chunk("IEND", [])
    }

    /// Signature and header of an 8-bit grey image, and nothing else.
    static func header(height: Int, width: Int) -> [UInt8] {
        [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
            + chunk(
                "IHDR",
                bigEndian(UInt32(width)) + bigEndian(UInt32(height)) + [8, 0, 0, 0, 0])
    }

    private static func chunk(_ name: String, _ data: [UInt8]) -> [UInt8] {
        let body = Array(name.utf8) + data
        var remainder: UInt32 = 0xffff_ffff
        for byte in body {
            remainder ^= UInt32(byte)
            for _ in 0..<8 {
                remainder = remainder >> 1 ^ (remainder & 1 == 1 ? 0xedb8_8320 : 0)
            }
        }
        return bigEndian(UInt32(data.count)) + body + bigEndian(~remainder)
    }

    private static func bigEndian(_ number: UInt32) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
    }
}
