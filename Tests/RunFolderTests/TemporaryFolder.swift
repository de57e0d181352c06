import Glibc
import RunFolder

/// A folder of its own for one test; it goes with the object.
final class TemporaryFolder {
    let path: String

    init() throws {
        var template = Array("/tmp/hwr-dist-test-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw SystemError(errorNumber: errno) }
        path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    deinit {
        Self.remove(path)
    }

    func path(_ name: String) -> String { "\(path)/\(name)" }

    func names() throws -> [String] { try POSIXFileSystem().entries(of: path) }

    func write(_ bytes: [UInt8], to name: String) throws {
        let system = POSIXFileSystem()
        let descriptor = try system.open(path(name), for: .writingAnew)
        defer { try? system.close(descriptor) }
        var offset = 0
        while offset < bytes.count {
            offset += try bytes[offset...].withUnsafeBytes { try system.write(descriptor, $0) }
        }
    }

    func contents(of name: String) throws -> [UInt8] {
        let system = POSIXFileSystem()
        let descriptor = try system.open(path(name), for: .reading)
        defer { try? system.close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: try system.byteCount(of: descriptor))
        let count = try bytes.withUnsafeMutableBytes { try system.read(descriptor, into: $0) }
        return Array(bytes[..<count])
    }

    func text(of name: String) throws -> String {
        String(decoding: try contents(of: name), as: UTF8.self)
    }

    private static func remove(_ path: String) {
        let system = POSIXFileSystem()
        guard let kind = try? system.entryKind(path) else { return }
        if kind == .directory {
            for name in (try? system.entries(of: path)) ?? [] { remove("\(path)/\(name)") }
            rmdir(path)
        } else {
            try? system.remove(path)
        }
    }
}
