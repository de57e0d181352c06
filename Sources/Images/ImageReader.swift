/// Reads image files one after the other, in memory that is reused.
package struct ImageReader {
    private var file = FileBytes()

    package init() {}

    /// Reads and decodes the file at `path`, in any of the formats of `ImageCodecs`.
    /// - Throws: `ImageError` naming the path and the reason.
    package mutating func image(at path: String) throws(ImageError) -> Image {
        try file.read(path, maximumByteCount: ImageLimits.fileByteCount)
        let result = file.withBytes { bytes in
            Result { () throws(ImageError) in try ImageCodecs.image(from: bytes, path: path) }
        }
        return try result.get()
    }

    /// The Exif orientation of the file last read; see `ImageCodec.orientation(of:)`.
    package var orientation: Int { file.withBytes { ImageCodecs.orientation(of: $0) } }
}
