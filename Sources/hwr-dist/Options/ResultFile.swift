import ArgumentParser
import Glibc

/// Checks that an option names a file to be made or replaced. Replaced as other files are, a device
/// such as /dev/stdout would be gone from the system.
func requireFile(_ path: String?, for option: String) throws(ValidationError) {
    var status = stat()
    guard let path, stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG else { return }
    throw ValidationError("\(option) takes the name of a file, and \(path) is something else")
}
