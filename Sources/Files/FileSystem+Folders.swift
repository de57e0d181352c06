import Failures
package import SystemPackage

extension FileSystem {
    /// Creates a folder and its parents, and returns when their names are durable. Existing
    /// folders, and links to folders, are kept.
    /// - Throws: `FileError` with exit code 73 if a folder cannot be created.
    package func makeFolder(_ folder: String) throws(FileError) {
        let kind = try kind("make folder", folder)
        let parent = Paths.folder(of: folder)
        if kind == .directory || kind == .link {
            try synchronizeIfPossible(parent)
            return
        }
        if parent != "." && parent != "/" { try makeFolder(parent) }
        try attemptToCreate("make folder", folder, makeDirectoryIfMissing(folder))
        try AtomicFile.synchronizeDirectory(parent, fileSystem: self)
    }

    /// Creates a sub-folder of the run folder, which must exist and which the caller syncs
    /// afterwards. A link is refused, because files would be written and removed outside the run
    /// folder.
    package func makeFolder(insideRun folder: String) throws(FileError) {
        if try kind("make folder", folder) == .link {
            throw FileError(
                .cannotCreate, operation: "make folder", path: folder,
                errno: .tooManySymbolicLinkLevels)
        }
        try attemptToCreate("make folder", folder, makeDirectoryIfMissing(folder))
    }

    /// Whether there is a file of the run at `path`.
    /// - Throws: `FileError` with exit code 66 if there is a link, because its target does not
    ///   belong to the run.
    package func holdsFile(_ path: String) throws(FileError) -> Bool {
        let kind = try attempt("look for", path, entryKind(path))
        if kind == .link {
            throw FileError(
                .noInput, operation: "read", path: path, errno: .tooManySymbolicLinkLevels)
        }
        return kind != nil
    }

    private func kind(_ operation: String, _ path: String) throws(FileError) -> EntryKind? {
        try attemptToCreate(operation, path, entryKind(path))
    }

    /// Removes the file or link at `path` if there is one.
    package func removeIfPresent(_ path: String) throws(Errno) {
        if try entryKind(path) != nil { try remove(path) }
    }

    /// The names in a directory, sorted by their bytes; empty if it does not exist.
    package func entriesIfPresent(of directory: String) throws(Errno) -> [String] {
        try entryKind(directory) == nil ? [] : try entries(of: directory)
    }

    /// Creates a directory; it is not an error if it already exists.
    private func makeDirectoryIfMissing(_ folder: String) throws(Errno) {
        do throws(Errno) {
            try makeDirectory(folder)
        } catch {
            // It existed already, or another process created it in the meantime.
            guard error == .fileExists, try entryKind(folder) == .directory else { throw error }
        }
    }

    /// Syncs `parent`, in which a folder was found, because a killed process may have created that
    /// folder without syncing. If this user may not read `parent`, somebody else created the
    /// folder, and nothing needs to be done.
    private func synchronizeIfPossible(_ parent: String) throws(FileError) {
        do throws(FileError) {
            try AtomicFile.synchronizeDirectory(parent, fileSystem: self)
        } catch {
            let impossible: Set<Errno> = [.permissionDenied, .notPermitted, .readOnlyFileSystem]
            guard impossible.contains(error.errno) else { throw error }
        }
    }
}
