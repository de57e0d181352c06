/// PNG files as tests need them, made without libpng.
enum PNGBytes {
    /// A whole image, all black.
    static func grey(height: Int, width: Int) -> [UInt8] {
        grey([UInt8](repeating: 0, count: height * width), height: height, width: width)
    }

    /// An 8-bit grey image of height × width pixels, which are stored without compression.
    static func grey(_ pixels: [UInt8], height: Int, width: Int) -> [UInt8] {
        image(
            header: header(height: height, width: width),
            // Each row begins with its filter: none.
            rows: (0..<height).flatMap { [0] + pixels[$0 * width..<($0 + 1) * width] })
    }

    /// A whole 16-bit grey image. Its pixels are stored without compression.
    static func grey16(
        height: Int, width: Int, level: (_ row: Int, _ column: Int) -> UInt16
    ) -> [UInt8] {
        var rows: [UInt8] = []
        for row in 0..<height {
            rows.append(0)
            for column in 0..<width {
                let level = level(row, column)
                rows += [UInt8(level >> 8), UInt8(level & 255)]
            }
        }
        return image(header: header(height: height, width: width, depth: 16), rows: rows)
    }

    /// A PNG file with another chunk behind its header.
    static func inserting(_ name: String, _ data: [UInt8], into image: [UInt8]) -> [UInt8] {
        image[..<33] + chunk(name, data) + image[33...]
    }

    /// - Parameter rows: at most 65535 bytes; each row begins with its filter.
    private static func image(header: [UInt8], rows: [UInt8]) -> [UInt8] {
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
        return header + chunk("IDAT", stored) + chunk("IEND", [])
    }

    /// An 8-bit grey image with every pixel p as 255 - p: its pixels become places in a palette that
    /// runs from white to black.
    static func inverted(_ grey: [UInt8]) throws -> [UInt8] {
        // Signature, then 25 bytes of header with depth and colour type at 24 and 25.
        guard grey.count > 33, grey[24...25] == [8, 0] else { throw NotGrey() }
        var header = Array(grey[16..<29])
        header[9] = 3
        let palette = (0...255).reversed().flatMap { [UInt8](repeating: UInt8($0), count: 3) }
        return grey[..<8] + chunk("IHDR", header) + chunk("PLTE", palette) + grey[33...]
    }

    /// A file is no 8-bit grey PNG image.
    struct NotGrey: Error {}

    /// Signature and header of a grey image, and nothing else.
    static func header(height: Int, width: Int, depth: UInt8 = 8) -> [UInt8] {
        [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
            + chunk(
                "IHDR",
                bigEndian(UInt32(width)) + bigEndian(UInt32(height)) + [depth, 0, 0, 0, 0])
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
