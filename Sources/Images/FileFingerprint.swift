import Files
import SystemPackage
import TextFormats

/// The size and a hash of a file's bytes, or the system's error if the file cannot be read. Hosts
/// compare fingerprints to find out whether their copies of a file are equal; a fingerprint has a
/// fixed size, so ranks can exchange it in one message.
package struct FileFingerprint: BitwiseCopyable, Equatable, Sendable {
    /// In bytes; 0 if the file cannot be read.
    package let byteCount: Int
    /// The first 8 bytes of the SHA-256: enough to detect accidental differences.
    private let hash: UInt64
    /// The `errno` of the failed read; 0 if the file was read.
    private let errorNumber: Int32

    /// Reads the file at `path`, whether it is an image or not. Never fails: an error becomes part
    /// of the fingerprint.
    package init(ofFileAt path: String) {
        do throws(FileError) {
            let bytes = try InputFile.contents(of: path, limit: ImageLimits.fileByteCount)
            var digest = SHA256Digest()
            digest.update(bytes)
            byteCount = bytes.count
            hash = digest.bytes().withUnsafeBytes { $0.loadUnaligned(as: UInt64.self) }
            errorNumber = 0
        } catch {
            byteCount = 0
            hash = 0
            errorNumber = error.errno.rawValue
        }
    }

    /// The system's message; nil if the file was read.
    package var unreadable: String? {
        errorNumber == 0 ? nil : Errno(rawValue: errorNumber).description
    }
}
