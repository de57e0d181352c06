import CPNG

/// Reads and writes PNG files as greyscale images, by libpng. The conversion of colour, bit depth
/// and transparency to grey is documented in `cpng.h`.
package enum PNGCodec: ImageCodec {
    package static let format = FileFormat.png
    package static let nameEndings = [".png"]

    package static func image(
        from bytes: UnsafeRawBufferPointer, path: String
    ) throws(ImageError) -> Image {
        let size = try size(path: path, bytes: bytes)
        var pixels = [UInt8](repeating: 0, count: size.height * size.width)
        let message = pixels.withUnsafeMutableBufferPointer {
            fill($0, height: size.height, width: size.width, from: bytes)
        }
        if let message { throw ImageError(path: path, reason: .damaged(message)) }
        return Image(height: size.height, width: size.width, pixels: pixels)
    }

    /// Height and width, in pixels, from the first bytes of a PNG file.
    /// - Throws: `ImageError` if the bytes are not a PNG file or the size is outside `ImageLimits`.
    private static func size(
        path: String, bytes: UnsafeRawBufferPointer
    ) throws(ImageError) -> (height: Int, width: Int) {
        guard let start = bytes.baseAddress, bytes.count > 0 else {
            throw ImageError(path: path, reason: .empty)
        }
        var height: UInt32 = 0
        var width: UInt32 = 0
        let result = cpng_header(
            start.assumingMemoryBound(to: UInt8.self), bytes.count, &height, &width)
        switch Int(result) {
        case CPNG_OK: return (Int(height), Int(width))
        case CPNG_BAD_SIDE:
            throw ImageError(
                path: path, reason: .sideOutOfRange(height: Int(height), width: Int(width)))
        case CPNG_TRUNCATED: throw ImageError(path: path, reason: .truncatedHeader)
        default: throw ImageError(path: path, reason: .unsupported(FileFormat(of: bytes)))
        }
    }

    package static func orientation(of bytes: UnsafeRawBufferPointer) -> Int {
        guard let start = bytes.baseAddress else { return 0 }
        return Int(cpng_orientation(start.assumingMemoryBound(to: UInt8.self), bytes.count))
    }

    /// Decodes into `pixels`, which holds height × width bytes.
    /// - Returns: nil on success, otherwise libpng's message about the file.
    private static func fill(
        _ pixels: UnsafeMutableBufferPointer<UInt8>, height: Int, width: Int,
        from bytes: UnsafeRawBufferPointer
    ) -> String? {
        precondition(pixels.count == height * width, "an image has height × width pixels")
        guard let source = bytes.baseAddress, let target = pixels.baseAddress else {
            return "no bytes"
        }
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: messageByteCount) {
            message in
            guard let text = message.baseAddress else { return "no memory for a message" }
            let result = cpng_decode_grey(
                source.assumingMemoryBound(to: UInt8.self), bytes.count, UInt32(height),
                UInt32(width), target, text)
            return result == CPNG_OK ? nil : String(cString: text)
        }
    }

    /// The image as an 8-bit greyscale PNG file. Traps if a side is outside `ImageLimits.sides`.
    package static func encode(_ image: Image) -> [UInt8] {
        precondition(
            ImageLimits.sides.contains(image.height) && ImageLimits.sides.contains(image.width),
            "a PNG's side has \(ImageLimits.sides) pixels, not \(image.height) × \(image.width)")
        let height = UInt32(image.height)
        let width = UInt32(image.width)
        var message = [CChar](repeating: 0, count: messageByteCount)
        return [UInt8](unsafeUninitializedCapacity: cpng_encode_bound(height, width)) {
            target, byteCount in
            let result = cpng_encode_grey(
                image.pixels, height, width, target.baseAddress, target.count, &byteCount,
                &message)
            precondition(result == CPNG_OK, "an image of legal size can be encoded")
        }
    }

    private static let messageByteCount = Int(CPNG_MESSAGE_BYTES)
}
