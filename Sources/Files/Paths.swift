import SystemPackage

/// Joins and splits paths that are held as text.
package enum Paths {
    package static func join(_ folder: String, _ name: String) -> String {
        FilePath(folder).appending(name).string
    }

    /// The folder that holds `path`: "." for a bare name, "/" at the top.
    package static func folder(of path: String) -> String {
        let folder = FilePath(path).removingLastComponent()
        return folder.isEmpty ? "." : folder.string
    }

    /// The last component; empty at the top.
    package static func name(of path: String) -> String {
        FilePath(path).lastComponent?.string ?? ""
    }

    /// `path` without slashes at its end and without repeated ones; "/" stays.
    package static func normalized(_ path: String) -> String {
        FilePath(path).string
    }
}
