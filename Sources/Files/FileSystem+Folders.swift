import Failures
package import SystemPackage

extension FileSystem {
    /// Makes a folder and those above it, and returns when their names are on the disk; what exists
    /// already stays. A link to a folder will do as well as a folder.
    /// - Throws: `FileError`, 73 when a folder cannot be made.
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

    /// Makes a folder of the run inside the run folder, which exists and is to be synchronized then. A
    /// link is refused: what is written and removed there would be outside.
    package func makeFolder(insideRun folder: String) throws(FileError) {
        if try kind("make folder", folder) == .link {
            throw FileError(
                .cannotCreate, operation: "make folder", path: folder,
                errno: .tooManySymbolicLinkLevels)
        }
        try attemptToCreate("make folder", folder, makeDirectoryIfMissing(folder))
    }

    /// Whether a file of the run stands at `path`.
    /// - Throws: `FileError`, 66 when a link does: what it leads to is not the run's.
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

    /// The names in a directory, sorted by their bytes; none if it does not exist.
    package func entriesIfPresent(of directory: String) throws(Errno) -> [String] {
        try entryKind(directory) == nil ? [] : try entries(of: directory)
    }

    private func makeDirectoryIfMissing(_ folder: String) throws(Errno) {
        do throws(Errno) {
            try makeDirectory(folder)
        } catch {
            // It was there, or another process was faster.
            guard error == .fileExists, try entryKind(folder) == .directory else { throw error }
        }
    }

    /// Brings the names in `parent`, where a folder was found, to the disk: a killed process may
    /// have made it without. Where a user may not read, it was somebody else who made it.
    private func synchronizeIfPossible(_ parent: String) throws(FileError) {
        do throws(FileError) {
            try AtomicFile.synchronizeDirectory(parent, fileSystem: self)
        } catch {
            let impossible: Set<Errno> = [.permissionDenied, .notPermitted, .readOnlyFileSystem]
            guard impossible.contains(error.errno) else { throw error }
        }
    }
}
