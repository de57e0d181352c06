import Crypto

/// SHA-256 (FIPS 180-4) over a sequence of buffers. The digest depends on the concatenated bytes
/// only, not on how they are split over calls.
package struct SHA256Digest {
    private var hash = SHA256()

    package init() {}

    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        hash.update(bufferPointer: bytes)
    }

    package mutating func update(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { update($0) }
    }

    /// Adds floats as they are in memory: 4 bytes each, little-endian on all supported machines.
    package mutating func update(_ floats: [Float]) {
        floats.withUnsafeBytes { update($0) }
    }

    package mutating func update(_ floats: UnsafeBufferPointer<Float>) {
        update(UnsafeRawBufferPointer(floats))
    }

    /// Adds an integer as 4 little-endian bytes.
    package mutating func update(_ number: UInt32) {
        withUnsafeBytes(of: number.littleEndian) { update($0) }
    }

    /// Adds the number of UTF-8 bytes (4 bytes, little-endian) and then the bytes. The length
    /// prefix makes lists of texts unambiguous: (`ab`, `c`) and (`a`, `bc`) have different digests.
    package mutating func update(framed text: String) {
        var text = text
        text.withUTF8 { utf8 in
            update(UInt32(utf8.count))
            update(UnsafeRawBufferPointer(utf8))
        }
    }

    /// The 32 bytes of the digest of everything added so far; more may be added afterwards.
    package func bytes() -> [UInt8] { Array(hash.finalize()) }

    /// The digest of everything added so far as 64 lower-case hexadecimal digits.
    package func hexadecimal() -> String { Hexadecimal.text(bytes()) }
}
