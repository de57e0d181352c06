import Glibc

/// A new empty folder for one test. It goes with the object, and everything in it.
package final class TemporaryFolder: Sendable {
    package let path: String

    package init() throws {
        var template = Array("/tmp/hwr-dist-test-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw SystemCallError("mkdtemp", "/tmp") }
        path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    deinit {
        removeTree(path)
    }

    /// The path of what has that name in the folder.
    package func path(_ name: String) -> String { "\(path)/\(name)" }

    /// The names in the folder, sorted.
    package func names() throws -> [String] { try TestSupport.names(in: path) }

    /// Writes a file anew, with the folders above it.
    package func write(_ bytes: [UInt8], to name: String) throws {
        if let slash = name.lastIndex(of: "/") { try makeFolder(String(name[..<slash])) }
        try TestSupport.write(bytes, to: path(name))
    }

    package func contents(of name: String) throws -> [UInt8] { try bytes(of: path(name)) }

    package func text(of name: String) throws -> String { try TestSupport.text(of: path(name)) }

    /// Makes a folder, with those above it, unless it is there.
    package func makeFolder(_ name: String) throws {
        var folder = path
        for part in name.split(separator: "/") {
            folder += "/\(part)"
            if !fileExists(folder) { try TestSupport.makeFolder(folder) }
        }
    }

    /// Makes a symbolic link.
    package func link(_ name: String, to target: String) throws {
        guard symlink(target, path(name)) == 0 else {
            throw SystemCallError("symlink", path(name))
        }
    }
}

/// Removes a folder with everything in it, also where a test has taken its permissions away.
private func removeTree(_ path: String) {
    var status = stat()
    guard lstat(path, &status) == 0 else { return }
    guard status.st_mode & S_IFMT == S_IFDIR else {
        unlink(path)
        return
    }
    chmod(path, 0o700)
    for name in (try? names(in: path)) ?? [] { removeTree("\(path)/\(name)") }
    rmdir(path)
}
