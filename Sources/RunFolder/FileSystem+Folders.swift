import Glibc

extension FileSystem {
    /// Makes a folder and those above it; what exists already stays.
    /// - Throws: `FileError`, 73 when a folder cannot be made.
    func makeFolder(_ folder: String) throws(FileError) {
        let exists = try attemptToCreate("make folder", folder) {
            () throws(SystemError) in
            // A link to a folder will do as well as a folder.
            if let kind = try entryKind(folder), kind == .link || kind == .directory {
                return true
            }
            return false
        }
        if exists { return }
        let parent = RunPath.directory(of: folder)
        if parent != "." && parent != "/" { try makeFolder(parent) }
        try attemptToCreate("make folder", folder) { () throws(SystemError) in
            do throws(SystemError) {
                try makeDirectory(folder)
            } catch {
                // Another process was faster.
                if error.errorNumber == EEXIST, try entryKind(folder) == .directory {
                    return
                }
                throw error
            }
        }
    }
}
