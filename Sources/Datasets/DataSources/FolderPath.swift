import Glibc

/// `folder/name`, without a double slash; `name` if the folder is empty.
func join(_ folder: String, _ name: String) -> String {
    if folder.isEmpty { return name }
    return folder.utf8.last == UInt8(ascii: "/") ? folder + name : folder + "/" + name
}

/// The absolute path with all symbolic links resolved; the path itself if the system cannot resolve
/// it.
func realPath(_ path: String) -> String {
    guard let bytes = realpath(path, nil) else { return path }
    defer { free(bytes) }
    return String(cString: bytes)
}

/// The part of `path` below `folder`: empty for the folder itself, nil for a path elsewhere. Both
/// must be real paths. They are compared by their bytes, because String's own `hasPrefix` compares
/// Unicode-normalized forms, in which two different folders can be equal.
func relativePath(_ path: String, below folder: String) -> String? {
    if path.utf8.elementsEqual(folder.utf8) { return "" }
    let start = join(folder, "").utf8
    guard path.utf8.starts(with: start) else { return nil }
    return String(decoding: path.utf8.dropFirst(start.count), as: UTF8.self)
}

/// The first folder of a relative path, which is an image's class; empty for a file without one.
func firstFolder(of path: String) -> String {
    path.utf8.firstIndex(of: UInt8(ascii: "/")).map { String(path[..<$0]) } ?? ""
}

/// The folder of a path, without a trailing slash.
func folderPath(of path: String) -> String {
    path.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(path[..<$0]) } ?? ""
}

/// The last component of a path.
func lastName(of path: String) -> String {
    let slash = path.utf8.lastIndex(of: UInt8(ascii: "/"))
    return slash.map { String(path[path.utf8.index(after: $0)...]) } ?? path
}

/// The components of a path.
func names(of path: String) -> [Substring] { path.split(separator: "/") }
