import Files
import SystemPackage
import TextFormats

/// What tells one host's copy of a file from another's: the size and a hash of the bytes, or the
/// system's error where the file cannot be read.
package struct FileFingerprint: BitwiseCopyable, Equatable, Sendable {
    /// In bytes; 0 where the file cannot be read.
    package let byteCount: Int
    /// The first bytes of the SHA-256.
    private let hash: UInt64
    /// 0 where the file was read.
    private let errorNumber: Int32

    /// Reads the file at `path`, whether it is an image or not.
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

    /// The system's message; nil where the file was read.
    package var unreadable: String? {
        errorNumber == 0 ? nil : Errno(rawValue: errorNumber).description
    }
}
