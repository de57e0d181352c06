import ArgumentParser
import Glibc

/// Checks that an option names a file to be made or replaced. Replaced as other files are, a device
/// such as /dev/stdout would be gone from the system.
func requireFile(_ path: String?, for option: String) throws(ValidationError) {
    guard let path else { return }
    guard !path.isEmpty, !path.hasSuffix("/") else {
        throw ValidationError("\(option) takes the name of a file, and \"\(path)\" is none")
    }
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG else { return }
    throw ValidationError("\(option) takes the name of a file, and \(path) is something else")
}
