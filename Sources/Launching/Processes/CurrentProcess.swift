import Glibc
import RunRecords

/// What this process was started as.
package enum CurrentProcess {
    /// The absolute path of this program, without links.
    package static let programPath: String = {
        var bytes = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
        let count = readlink("/proc/self/exe", &bytes, bytes.count - 1)
        return String(
            decoding: bytes.prefix(max(count, 0)).map(UInt8.init(bitPattern:)), as: UTF8.self)
    }()

    /// The name of the host that it runs on.
    package static var hostName: String { RunLock.hostName() }

    /// The environment: values by name.
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
