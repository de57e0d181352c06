import Files
import SystemPackage

/// Reads image files one after another into a buffer that is reused, so that a folder of thousands
/// of images causes few allocations.
package struct ImageReader {
    /// Grows to the largest file so far; the first `byteCount` bytes are valid.
    private var storage: [UInt8] = []
    /// The size of the last file in bytes; 0 if it could not be read.
    package private(set) var byteCount = 0

    package init() {}

    /// Reads and decodes the file at `path`, in any of the formats of `ImageCodecs`.
    /// - Throws: `ImageError` naming the path and the reason.
    package mutating func image(at path: String) throws(ImageError) -> Image {
        byteCount = 0
        let readCount = try read(path)
        guard readCount > 0 else { throw ImageError(path: path, reason: .empty) }
        guard readCount <= ImageLimits.fileByteCount else {
            throw ImageError(path: path, reason: .fileTooLarge(byteCount: readCount))
        }
        byteCount = readCount
        let result = withBytes { bytes in
            Result { () throws(ImageError) in try ImageCodecs.image(from: bytes, path: path) }
        }
        return try result.get()
    }

    /// The Exif orientation of the file last read; see `ImageCodec.orientation(of:)`.
    package var orientation: Int { withBytes { ImageCodecs.orientation(of: $0) } }

    /// Reads the whole file into `storage`.
    /// - Returns: the size of the file in bytes. The content of a file that is too large is not
    ///   read.
    private mutating func read(_ path: String) throws(ImageError) -> Int {
        do throws(FileError) {
            let file = try InputFile(path)
            let expected = file.byteCount
            guard expected <= ImageLimits.fileByteCount else { return expected }
            if storage.count < expected {
                storage = [UInt8](repeating: 0, count: max(expected, 16 << 10))
            }
            return try storage.withUnsafeMutableBufferPointer { buffer throws(FileError) in
                let bytes = UnsafeMutableRawBufferPointer(buffer)
                // If the file has shrunk in the meantime, fewer bytes are read and the decoder
                // reports a truncated file.
                return try file.read(
                    into: UnsafeMutableRawBufferPointer(rebasing: bytes[..<expected]))
            }
        } catch {
            throw ImageError(
                path: path,
                reason: error.errno == .invalidArgument
                    ? .notAFile : .unreadable("\(error.errno)"))
        }
    }

    private func withBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        storage.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[..<byteCount])) }
    }
}
