import Glibc

/// The bytes of one small file after the other, in memory that is reused.
package struct FileBytes {
    private var storage: [UInt8] = []
    private var byteCount = 0

    package init() {}

    /// Reads the whole file at `path`.
    /// - Throws: `ImageError` when it cannot be read, is no regular file, or is empty or too large.
    package mutating func read(
        _ path: String, maximumByteCount: Int
    ) throws(ImageError) {
        byteCount = 0
        // Without O_NONBLOCK, opening a named pipe would wait for its other end.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw FileBytes.failure(path) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw FileBytes.failure(path) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw ImageError(path: path, reason: .notAFile)
        }
        let expected = Int(status.st_size)
        guard expected > 0 else { throw ImageError(path: path, reason: .empty) }
        guard expected <= maximumByteCount else {
            throw ImageError(path: path, reason: .fileTooLarge(byteCount: expected))
        }
        if storage.count < expected {
            storage = [UInt8](repeating: 0, count: max(expected, 16 << 10))
        }
        while byteCount < expected {
            let room = expected - byteCount
            let count = storage.withUnsafeMutableBytes { buffer in
                Glibc.read(descriptor, buffer.baseAddress.map { $0 + byteCount }, room)
            }
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw FileBytes.failure(path) }
            // The file shrank meanwhile: the decoder finds it truncated.
            if count == 0 { break }
            byteCount += count
        }
        guard byteCount > 0 else { throw ImageError(path: path, reason: .empty) }
    }

    /// The bytes last read.
    package var bytes: [UInt8] { Array(storage[..<byteCount]) }

    /// Calls `body` with the bytes last read.
    func withBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        storage.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[..<byteCount])) }
    }

    private static func failure(_ path: String) -> ImageError {
        ImageError(path: path, reason: .unreadable(String(cString: strerror(errno))))
    }
}
