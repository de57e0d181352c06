import CPNG

/// PNG files as grey images, within hard limits that are checked before any allocation. How
/// colour, depth and transparency become grey stands in `cpng.h`.
package enum PNGFile {
    /// The legal lengths of a side, in pixels.
    package static let sideRange = Int(CPNG_MINIMUM_SIDE)...Int(CPNG_MAXIMUM_SIDE)
    /// The largest file that is read, in bytes.
    package static let maximumByteCount = 16 << 20

    /// Reads and decodes the file at `path`.
    /// - Throws: `ImageError` naming the path and the reason.
    package static func decode(path: String) throws(ImageError) -> GreyImage {
        var file = FileBytes()
        try file.read(path)
        return try file.decode(path)
    }

    /// Decodes the bytes of a PNG file.
    /// - Parameter path: for the error's message only.
    /// - Throws: `ImageError` naming the path and the reason.
    package static func decode(
        path: String, bytes: UnsafeRawBufferPointer
    ) throws(ImageError) -> GreyImage {
        let size = try size(path: path, bytes: bytes)
        var pixels = [UInt8](repeating: 0, count: size.height * size.width)
        let message = pixels.withUnsafeMutableBufferPointer {
            decode(bytes, height: size.height, width: size.width, into: $0)
        }
        if let message { throw ImageError(path: path, reason: .damaged(message)) }
        return GreyImage(height: size.height, width: size.width, pixels: pixels)
    }

    /// Decodes the bytes of a PNG file.
    /// - Parameter path: for the error's message only.
    /// - Throws: `ImageError` naming the path and the reason.
    package static func decode(path: String, bytes: [UInt8]) throws(ImageError) -> GreyImage {
        // A closure over unsafe bytes passes no typed error on; a Result does.
        let result = bytes.withUnsafeBytes { buffer in
            Result { () throws(ImageError) in try decode(path: path, bytes: buffer) }
        }
        return try result.get()
    }

    /// Height and width, in pixels, from the first bytes of a PNG file.
    /// - Throws: `ImageError` when they are not a PNG's, or outside the limits.
    static func size(
        path: String, bytes: UnsafeRawBufferPointer
    ) throws(ImageError) -> (height: Int, width: Int) {
        guard let start = bytes.baseAddress, bytes.count > 0 else {
            throw ImageError(path: path, reason: .empty)
        }
        guard bytes.count <= maximumByteCount else {
            throw ImageError(path: path, reason: .fileTooLarge(byteCount: bytes.count))
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
        default: throw ImageError(path: path, reason: .notPNG(FileFormat(of: bytes)))
        }
    }

    /// The Exif orientation of a PNG file: 1 to 8, or 0 without one. Anything but 0 and 1 makes
    /// viewers turn or mirror the image; `decode` does not.
    package static func orientation(of bytes: UnsafeRawBufferPointer) -> Int {
        guard let start = bytes.baseAddress else { return 0 }
        return Int(cpng_orientation(start.assumingMemoryBound(to: UInt8.self), bytes.count))
    }

    /// Decodes into `pixels`, which holds height × width bytes.
    /// - Returns: nil, or what is wrong with the file.
    static func decode(
        _ bytes: UnsafeRawBufferPointer, height: Int, width: Int,
        into pixels: UnsafeMutableBufferPointer<UInt8>
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

    /// The image as an 8-bit grey PNG. A side outside `sideRange` traps.
    package static func encode(_ image: GreyImage) -> [UInt8] {
        precondition(
            sideRange.contains(image.height) && sideRange.contains(image.width),
            "a PNG's side has \(sideRange) pixels, not \(image.height) × \(image.width)")
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
