import Failures
import Files
import Glibc
import SystemPackage

/// A list of images, such as `predict --from` takes.
enum ImageList {
    /// What stands for standard input.
    static let standardInput = "-"

    /// All bytes of a file or pipe, or of standard input.
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
