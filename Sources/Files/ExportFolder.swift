import Failures
import SystemPackage

/// A folder that is filled with files which can be made anew at any time: nothing in it is brought
/// to the disk with the care that a run folder gets.
package struct ExportFolder: Sendable {
    package let path: String
    private let fileSystem: any FileSystem

    /// Makes the folder and those above it.
    /// - Throws: `FileError`, 73 when it cannot be made or is not empty.
    package init(
        _ path: String, fileSystem: any FileSystem = POSIXFileSystem()
    ) throws(FileError) {
        self.path = Paths.normalized(path)
        self.fileSystem = fileSystem
        try fileSystem.makeFolder(self.path)
        let entries = try fileSystem.attempt("list folder", path, fileSystem.entries(of: path))
        guard entries.isEmpty else {
            throw FileError(
                .cannotCreate, operation: "fill", path: path, errno: .directoryNotEmpty,
                detail: "name a folder that does not exist yet")
        }
    }

    /// Writes a file of that name.
    /// - Throws: `FileError`, 74 when the disk is full.
    package func write(_ name: String, _ bytes: [UInt8]) throws(FileError) {
        let file = Paths.join(path, name)
        let descriptor = try fileSystem.attemptToCreate(
            "create", file, fileSystem.open(file, for: .writingAnew))
        do {
            let sink = FileSink(fileSystem: fileSystem, descriptor: descriptor, path: file)
            try sink.write(bytes)
        } catch {
            try? fileSystem.close(descriptor)
            throw error
        }
        try fileSystem.attempt("close", file, fileSystem.close(descriptor))
    }
}
