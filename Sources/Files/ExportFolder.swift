import Failures
import SystemPackage

/// A folder for files that can be regenerated at any time, such as the images of `synth`. They are
/// written without fsync, which makes thousands of small files much faster than in a run folder.
package struct ExportFolder: Sendable {
    package let path: String
    private let fileSystem: any FileSystem

    /// Creates the folder and its parents.
    /// - Throws: `FileError` with exit code 73 if it cannot be created or is not empty.
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

    /// Writes a file with that name into the folder.
    /// - Throws: `FileError`, with exit code 74 if the disk is full.
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
