import SystemPackage

/// Joins and splits paths that are stored as strings.
package enum Paths {
    /// `join("runs/a", "config.json")` is "runs/a/config.json".
    package static func join(_ folder: String, _ name: String) -> String {
        FilePath(folder).appending(name).string
    }

    /// The parent folder of `path`: "." for a bare name, "/" for the root.
    package static func folder(of path: String) -> String {
        let folder = FilePath(path).removingLastComponent()
        return folder.isEmpty ? "." : folder.string
    }

    /// The last component; empty for the root.
    package static func name(of path: String) -> String {
        FilePath(path).lastComponent?.string ?? ""
    }

    /// `path` without trailing and repeated slashes; "/" is kept.
    package static func normalized(_ path: String) -> String {
        FilePath(path).string
    }
}
