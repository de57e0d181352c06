import Failures
import Files
import Glibc
import SystemPackage

/// A list of image paths, as `predict --from` reads it.
enum ImageList {
    /// The path that means standard input.
    static let standardInput = "-"

    /// Reads a file, a pipe or standard input to its end.
    ///
    /// - Throws: `FileError` (66) when it cannot be read.
    static func bytes(of path: String) throws(FileError) -> [UInt8] {
        let descriptor =
            path == standardInput ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(path) }
        defer { if descriptor != STDIN_FILENO { close(descriptor) } }
        var bytes: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(descriptor, &block, block.count)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw failure(path) }
            if count == 0 { return bytes }
            bytes += block[..<count]
        }
    }

    private static func failure(_ path: String) -> FileError {
        FileError(
            .noInput, operation: "read",
            path: path == standardInput ? "standard input" : path, errno: Errno(rawValue: errno))
    }
}
