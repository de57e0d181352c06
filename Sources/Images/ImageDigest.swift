package import TextFormats

/// A hash of the decoded content of an image, 32 bytes: the SHA-256 of height and width (each a
/// 4-byte little-endian integer) followed by the grey pixels.
///
/// Files that differ only in compression or metadata have equal digests, so digests find duplicates
/// between the training and the test images.
package struct ImageDigest: Sendable, Hashable, BitwiseCopyable {
    /// The 32 bytes as four words in memory order, so that the type can be sent as plain bytes.
    private let first: UInt64
    private let second: UInt64
    private let third: UInt64
    private let fourth: UInt64

    /// A placeholder that is not the digest of any known image.
    package static let zero = ImageDigest(bytes: Array(repeating: 0, count: 32))

    package init(of image: Image) {
        var digest = SHA256Digest()
        digest.update(UInt32(image.height))
        digest.update(UInt32(image.width))
        digest.update(image.pixels)
        self.init(bytes: digest.bytes())
    }

    /// - Returns: nil unless `text` is 64 hexadecimal digits in lower case.
    package init?(hexadecimal text: String) {
        guard text.utf8.count == 64, let bytes = Hexadecimal.bytes(text) else { return nil }
        self.init(bytes: bytes)
    }

    private init(bytes: [UInt8]) {
        precondition(bytes.count == 32, "a SHA-256 digest has 32 bytes")
        self = bytes.withUnsafeBytes { $0.loadUnaligned(as: ImageDigest.self) }
    }

    /// The digest as 64 hexadecimal digits.
    package var hexadecimal: String { Hexadecimal.text(withUnsafeBytes(of: self, Array.init)) }

    /// Appends the 64 hexadecimal digits as text.
    package func appendHexadecimal(to text: inout [UInt8]) {
        withUnsafeBytes(of: self) { Hexadecimal.append($0, to: &text) }
    }

    /// Feeds the 32 bytes into another hash, such as that of a whole data set.
    package func update(_ digest: inout SHA256Digest) {
        withUnsafeBytes(of: self) { digest.update($0) }
    }
}
