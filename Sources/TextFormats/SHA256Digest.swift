import Crypto

/// SHA-256 (FIPS 180-4) over a sequence of buffers.
package struct SHA256Digest {
    private var hash = SHA256()

    package init() {}

    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        hash.update(bufferPointer: bytes)
    }

    package mutating func update(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { update($0) }
    }

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

    /// Adds the number of UTF-8 bytes and then the bytes, so that no two lists of texts are alike.
    package mutating func update(framed text: String) {
        var text = text
        text.withUTF8 { utf8 in
            update(UInt32(utf8.count))
            update(UnsafeRawBufferPointer(utf8))
        }
    }

    /// The 32 bytes of the digest of all so far.
    package func bytes() -> [UInt8] { Array(hash.finalize()) }

    /// The digest of all so far as 64 lower-case characters.
    package func hexadecimal() -> String { Hexadecimal.text(bytes()) }
}
