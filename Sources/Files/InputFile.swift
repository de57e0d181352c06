import Failures
import SystemPackage

/// A regular file that is open for reading, from the beginning; it is closed when it goes out of
/// scope.
///
///     let file = try InputFile("summary.json")
///     let start = try file.readBytes(16)
package struct InputFile: ~Copyable {
    package let path: String
    /// The size in bytes when the file was opened; it may change afterwards.
    package let byteCount: Int
    private let descriptor: CInt
    private let fileSystem: any FileSystem

    /// - Throws: `FileError` of kind `.noInput` if the file does not exist, is not a regular file
    ///   or may not be read.
    package init(
        _ path: String, fileSystem: any FileSystem = POSIXFileSystem()
    ) throws(FileError) {
        let descriptor: CInt
        do {
            descriptor = try fileSystem.open(path, for: .reading)
        } catch {
            throw FileError(
                error == .ioError ? .inputOutput : .noInput, operation: "read", path: path,
                errno: error)
        }
        let byteCount: Int
        do {
            byteCount = try fileSystem.byteCount(of: descriptor)
        } catch {
            try? fileSystem.close(descriptor)
            let isNoFile = error == .invalidArgument
            throw FileError(
                isNoFile ? .noInput : .inputOutput, operation: "read", path: path,
                errno: error, detail: isNoFile ? "it is not a file" : nil)
        }
        self.path = path
        self.byteCount = byteCount
        self.descriptor = descriptor
        self.fileSystem = fileSystem
    }

    /// All bytes of the file at `path`.
    /// - Parameter limit: the maximum size in bytes, so that a wrong file cannot fill the memory.
    /// - Throws: `FileError` if the file cannot be read, is not a regular file, or is larger.
    package static func contents(
        of path: String, limit: Int = 256 << 20, fileSystem: any FileSystem = POSIXFileSystem()
    ) throws(FileError) -> [UInt8] {
        let file = try InputFile(path, fileSystem: fileSystem)
        guard file.byteCount <= limit else {
            throw FileError(
                .badData, operation: "read", path: path, errno: .fileTooLarge,
                detail: "it has \(file.byteCount) bytes; \(limit) are the limit")
        }
        return try file.readBytes(file.byteCount)
    }

    /// The text of a file of `/proc` or `/sys`, for which Linux reports the size 0; at most 64 KiB.
    /// Nil if there is no such file.
    package static func systemText(_ path: String) -> String? {
        let bytes = try? InputFile(path).readBytes(1 << 16)
        return bytes.map { String(decoding: $0, as: UTF8.self) }
    }

    deinit {
        // Nothing was written, so a failing close loses nothing.
        try? fileSystem.close(descriptor)
    }

    /// Fills `bytes` with the next bytes of the file.
    /// - Returns: the number of bytes read, which is smaller than the buffer only at the end of the
    ///   file.
    package func read(into bytes: UnsafeMutableRawBufferPointer) throws(FileError) -> Int {
        var offset = 0
        while offset < bytes.count {
            let rest = UnsafeMutableRawBufferPointer(rebasing: bytes[offset...])
            let count = try fileSystem.attempt(
                "read", path, fileSystem.read(descriptor, into: rest))
            if count == 0 { break }
            offset += count
        }
        return offset
    }

    /// The next `count` bytes; fewer only at the end of the file.
    package func readBytes(_ count: Int) throws(FileError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        let readCount = try bytes.withUnsafeMutableBufferPointer { buffer throws(FileError) in
            try read(into: UnsafeMutableRawBufferPointer(buffer))
        }
        bytes.removeLast(count - readCount)
        return bytes
    }
}
