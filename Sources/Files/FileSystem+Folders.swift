import Failures
import Glibc

extension FileSystem {
    /// Makes a folder and those above it, and returns when their names are on the disk; what exists
    /// already stays. A link to a folder will do as well as a folder.
    /// - Throws: `FileError`, 73 when a folder cannot be made.
    package func makeFolder(_ folder: String) throws(FileError) {
        let kind = try kind("make folder", folder)
        let parent = RunPath.directory(of: folder)
        if kind == .directory || kind == .link {
            try synchronizeIfPossible(parent)
            return
        }
        if parent != "." && parent != "/" { try makeFolder(parent) }
        try makeDirectoryIfMissing(folder)
        try AtomicFile.synchronizeDirectory(parent, fileSystem: self)
    }

    /// Makes a folder of the run inside the run folder, which exists and is to be synchronized then. A
    /// link is refused: what is written and removed there would be outside.
    package func makeFolder(insideRun folder: String) throws(FileError) {
        if try kind("make folder", folder) == .link {
            throw FileError(
                .cannotCreate, operation: "make folder", path: folder, errorNumber: ELOOP)
        }
        try makeDirectoryIfMissing(folder)
    }

    /// Whether a file of the run stands at `path`.
    /// - Throws: `FileError`, 66 when a link does: what it leads to is not the run's.
    package func holdsFile(_ path: String) throws(FileError) -> Bool {
        let kind = try attempt("look for", path) { () throws(SystemError) in
            try entryKind(path)
        }
        if kind == .link {
            throw FileError(.noInput, operation: "read", path: path, errorNumber: ELOOP)
        }
        return kind != nil
    }

    private func kind(_ operation: String, _ path: String) throws(FileError) -> EntryKind? {
        try attemptToCreate(operation, path) { () throws(SystemError) in try entryKind(path) }
    }

    private func makeDirectoryIfMissing(_ folder: String) throws(FileError) {
        try attemptToCreate("make folder", folder) { () throws(SystemError) in
            do throws(SystemError) {
                try makeDirectory(folder)
            } catch {
                // It was there, or another process was faster.
                if error.errorNumber == EEXIST, try entryKind(folder) == .directory { return }
                throw error
            }
        }
    }

    /// Brings the names in `parent`, where a folder was found, to the disk: a killed process may
    /// have made it without. Where a user may not read, it was somebody else who made it.
    private func synchronizeIfPossible(_ parent: String) throws(FileError) {
        do throws(FileError) {
            try AtomicFile.synchronizeDirectory(parent, fileSystem: self)
        } catch {
            let impossible: Set<CInt> = [EACCES, EPERM, EROFS]
            guard impossible.contains(error.errorNumber) else { throw error }
        }
    }
}
