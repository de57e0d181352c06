/// A format of image files.
///
/// A new format is a type that conforms to this protocol, in a file of its own, an entry in
/// `ImageCodecs.all`, and a C target for its library. How colour, depth and transparency become grey
/// is documented in `cpng.h` and holds for all formats.
package protocol ImageCodec: Sendable {
    /// What files of this format are by their first bytes.
    static var format: FileFormat { get }
    /// What the names of such files end in: a dot and letters in lower case.
    static var nameEndings: [String] { get }

    /// Decodes a whole file. Limits are checked before memory is allocated.
    ///
    /// - Parameter path: for the error's message only.
    /// - Throws: `ImageError` naming the path and what is wrong with the file.
    static func image(
        from bytes: UnsafeRawBufferPointer, path: String
    ) throws(ImageError) -> Image

    /// The Exif orientation of a file: 1 to 8, or 0 without one. Anything but 0 and 1 makes viewers
    /// turn or mirror the image; `image(from:path:)` does not.
    static func orientation(of bytes: UnsafeRawBufferPointer) -> Int
}

/// The formats of image files that are read.
package enum ImageCodecs {
    /// One codec for each format.
    private static let all: [any ImageCodec.Type] = [PNGCodec.self]

    /// Whether a file's name ends as those of images do, in any case.
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
        // A closure over unsafe bytes passes no typed error on; a Result does.
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

    static func orientation(of bytes: UnsafeRawBufferPointer) -> Int {
        codec(for: bytes).orientation(of: bytes)
    }

    /// Bytes of no known format go to PNG's codec, whose error says what they are instead.
    private static func codec(for bytes: UnsafeRawBufferPointer) -> any ImageCodec.Type {
        let format = FileFormat(of: bytes)
        return all.first { $0.format == format } ?? PNGCodec.self
    }
}
