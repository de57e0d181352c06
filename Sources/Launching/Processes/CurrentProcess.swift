import Glibc
import RunRecords

/// Information about how this process was started.
package enum CurrentProcess {
    /// The absolute path of this program, with links resolved.
    package static let programPath: String = {
        var bytes = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
        let count = readlink("/proc/self/exe", &bytes, bytes.count - 1)
        return String(
            decoding: bytes.prefix(max(count, 0)).map(UInt8.init(bitPattern:)), as: UTF8.self)
    }()

    /// The name of this host.
    package static var hostName: String { RunLock.hostName() }

    /// The environment variables by name.
    package static var variables: [String: String] {
        var variables: [String: String] = [:]
        var next = environ
        while let line = next.pointee {
            let text = String(cString: line)
            if let equals = text.firstIndex(of: "=") {
                variables[String(text[..<equals])] = String(text[text.index(after: equals)...])
            }
            next += 1
        }
        return variables
    }
}
