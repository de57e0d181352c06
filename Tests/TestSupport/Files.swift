import Glibc

/// A call of the system that a test relies on has failed.
package struct SystemCallError: Error, CustomStringConvertible {
    package let description: String

    package init(_ call: String, _ path: String) {
        description = "\(call) \(path): \(String(cString: strerror(errno)))"
    }
}

/// The bytes of a file.
package func bytes(of path: String) throws -> [UInt8] {
    let file = open(path, O_RDONLY)
    guard file >= 0 else { throw SystemCallError("open", path) }
    defer { close(file) }
    var bytes: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 1 << 16)
    while true {
        let count = read(file, &block, block.count)
        guard count >= 0 else { throw SystemCallError("read", path) }
        if count == 0 { return bytes }
        bytes += block[..<count]
    }
}

package func text(of path: String) throws -> String {
    String(decoding: try bytes(of: path), as: UTF8.self)
}

/// Writes a file anew.
package func write(_ bytes: [UInt8], to path: String) throws {
    let file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    guard file >= 0 else { throw SystemCallError("open", path) }
    defer { close(file) }
    guard write(file, bytes, bytes.count) == bytes.count else {
        throw SystemCallError("write", path)
    }
}

package func makeFolder(_ path: String) throws {
    guard mkdir(path, 0o755) == 0 else { throw SystemCallError("mkdir", path) }
}

/// The names in a folder, sorted.
package func names(in folder: String) throws -> [String] {
    guard let stream = opendir(folder) else { throw SystemCallError("opendir", folder) }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) {
            $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        if name != "." && name != ".." { names.append(name) }
    }
    return names.sorted()
}

package func fileExists(_ path: String) -> Bool { access(path, F_OK) == 0 }

/// Looks every few milliseconds whether `condition` holds; false when it never did.
package func waitUntil(timeoutSeconds: Double, _ condition: () throws -> Bool) rethrows -> Bool {
    let end = ContinuousClock.now + .seconds(timeoutSeconds)
    while ContinuousClock.now < end {
        if try condition() { return true }
        usleep(5000)
    }
    return try condition()
}
