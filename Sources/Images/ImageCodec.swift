/// A format of image files.
///
/// docs/extending.md lists all files that a new format touches. The conversion of colour, bit depth
/// and transparency to grey is documented in `cpng.h`; every format must follow it, so that the
/// same picture gives the same pixels in any format.
package protocol ImageCodec: Sendable {
    /// The format by which the first bytes of a file select this codec.
    static var format: FileFormat { get }
    /// The file name extensions of this format: a dot and lower-case letters, such as `.png`.
    static var nameEndings: [String] { get }

    /// Decodes a whole file. `ImageLimits` are checked before memory is allocated, so that a small
    /// damaged file cannot claim gigabytes.
    ///
    /// - Parameter path: for the error's message only.
    /// - Throws: `ImageError` naming the path and what is wrong with the file.
    static func image(
        from bytes: UnsafeRawBufferPointer, path: String
    ) throws(ImageError) -> Image

    /// The Exif orientation of a file: 1 to 8, or 0 if it has none. With 2 to 8, image viewers
    /// rotate or mirror the picture, but `image(from:path:)` does not. `doctor` reports such files.
    static func orientation(of bytes: UnsafeRawBufferPointer) -> Int
}

/// The formats of image files that are read.
package enum ImageCodecs {
    /// One codec for each format.
    private static let all: [any ImageCodec.Type] = [PNGCodec.self]

    /// Whether a file name has the extension of an image format, in upper or lower case.
    package static func isImageName(_ name: String) -> Bool {
        all.contains { codec in
            codec.nameEndings.contains { ending in
                let end = name.utf8.suffix(ending.utf8.count)
                return end.count == ending.utf8.count
                    && zip(end, ending.utf8).allSatisfy { $0 == $1 || $0 | 0x20 == $1 }
            }
        }
    }

    /// Decodes the bytes of a file of any of the formats.
    ///
    /// - Parameter path: for the error's message only.
    /// - Throws: `ImageError` naming the path and the reason.
    package static func image(from bytes: [UInt8], path: String) throws(ImageError) -> Image {
        // `withUnsafeBytes` does not propagate typed errors, so the closure returns a Result.
        let result = bytes.withUnsafeBytes { buffer in
            Result { () throws(ImageError) in try image(from: buffer, path: path) }
        }
        return try result.get()
    }

    static func image(
        from bytes: UnsafeRawBufferPointer, path: String
    ) throws(ImageError) -> Image {
        guard !bytes.isEmpty else { throw ImageError(path: path, reason: .empty) }
        guard bytes.count <= ImageLimits.fileByteCount else {
            throw ImageError(path: path, reason: .fileTooLarge(byteCount: bytes.count))
        }
        return try codec(for: bytes).image(from: bytes, path: path)
    }

    /// The Exif orientation of a file of any of the formats: 1 to 8, or 0 if it has none.
    static func orientation(of bytes: UnsafeRawBufferPointer) -> Int {
        codec(for: bytes).orientation(of: bytes)
    }

    /// Bytes of an unknown format are passed to the PNG codec, whose error says what they are.
    private static func codec(for bytes: UnsafeRawBufferPointer) -> any ImageCodec.Type {
        let format = FileFormat(of: bytes)
        return all.first { $0.format == format } ?? PNGCodec.self
    }
}
