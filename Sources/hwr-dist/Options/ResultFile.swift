import ArgumentParser
import Glibc

/// Checks that an option names a file to be made or replaced. Replaced as other files are, a device
/// such as /dev/stdout would be gone from the system.
func requireFile(_ path: String?, for option: String) throws(ValidationError) {
    guard let path else { return }
    var status = stat()
    if stat(path, &status) == 0 {
        guard status.st_mode & S_IFMT != S_IFREG else { return }
        throw ValidationError("\(option) takes the name of a file, and \(path) is something else")
    }
    // Found out now, not after an hour of work.
    let slash = path.lastIndex(of: "/")
    let folder = slash.map { String(path[...$0]) } ?? "."
    guard !path.isEmpty, slash.map({ path.index(after: $0) }) != path.endIndex,
        stat(folder, &status) == 0, status.st_mode & S_IFMT == S_IFDIR
    else {
        throw ValidationError(
            "\(option) takes the name of a file in a folder that exists, and \"\(path)\" is none")
    }
}
