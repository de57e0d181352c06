import Glibc

/// `folder/name`, without doubling a slash.
func join(_ folder: String, _ name: String) -> String {
    if folder.isEmpty { return name }
    return folder.utf8.last == UInt8(ascii: "/") ? folder + name : folder + "/" + name
}

/// The absolute path without links; the path itself where the system cannot tell.
func realPath(_ path: String) -> String {
    guard let bytes = realpath(path, nil) else { return path }
    defer { free(bytes) }
    return String(cString: bytes)
}

/// The rest of `path` below `folder`, empty for the folder itself; nil for a path elsewhere. Both
/// are real paths. Compared by their bytes: String's own `hasPrefix` compares normalised forms, where
/// two different folders can be equal.
func relativePath(_ path: String, below folder: String) -> String? {
    if path.utf8.elementsEqual(folder.utf8) { return "" }
    let start = join(folder, "").utf8
    guard path.utf8.starts(with: start) else { return nil }
    return String(decoding: path.utf8.dropFirst(start.count), as: UTF8.self)
}

/// The first folder of a relative path; empty for a file without one.
func firstFolder(of path: String) -> String {
    path.utf8.firstIndex(of: UInt8(ascii: "/")).map { String(path[..<$0]) } ?? ""
}

/// The folder of a path, without a slash at its end.
func folderPath(of path: String) -> String {
    path.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(path[..<$0]) } ?? ""
}

/// The last name of a path.
func lastName(of path: String) -> String {
    let slash = path.utf8.lastIndex(of: UInt8(ascii: "/"))
    return slash.map { String(path[path.utf8.index(after: $0)...]) } ?? path
}

/// The names between the slashes of a path.
func names(of path: String) -> [Substring] { path.split(separator: "/") }
