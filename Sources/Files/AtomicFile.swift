import Failures
import SystemPackage

/// Replaces a file atomically: after a crash or a power failure a reader sees either the old
/// contents or the new ones.
///
/// The new contents are written to a temporary file in the same folder, which is synced (fsync) and
/// renamed; then the folder is synced, which makes the new name durable. A run folder has a single
/// writer (`RunLock`), so the temporary name can be fixed, and the leftover of a killed writer is
/// overwritten by the next one.
package enum AtomicFile {
    /// The suffix of temporary files: `summary.json` is written as `.summary.json.partial`.
    package static let temporarySuffix = ".partial"

    /// Replaces the contents of the file at `path` by `bytes`; creates the file if needed.
    /// - Throws: `FileError`; the temporary file is removed, and the old file is unchanged unless
    ///   only the sync of the folder failed.
    package static func replace(
        _ path: String, bytes: [UInt8], fileSystem: any FileSystem = POSIXFileSystem()
    ) throws(FileError) {
        try replace(path, fileSystem: fileSystem) { sink throws(FileError) in
            try sink.write(bytes)
        }
    }

    /// Replaces the contents of the file at `path` by what `produce` writes to its sink, so that a
    /// large file need not be in memory as a whole.
    ///
    /// - Throws: `FileError`, with the same effects as above.
    package static func replace(
        _ path: String, fileSystem: any FileSystem = POSIXFileSystem(),
        produce: (FileSink) throws(FileError) -> Void
    ) throws(FileError) {
        let temporary = temporaryPath(for: path)
        let descriptor = try fileSystem.attemptToCreate(
            "create", temporary, fileSystem.open(temporary, for: .writingAnew))
        let sink = FileSink(fileSystem: fileSystem, descriptor: descriptor, path: temporary)
        do {
            try finish(sink, fileSystem: fileSystem, produce: produce)
            try fileSystem.attempt(
                "rename \(temporary) to", path, fileSystem.rename(temporary, to: path))
        } catch {
            // Only the first error is reported; a second one about the temporary file would add
            // nothing.
            try? fileSystem.remove(temporary)
            throw error
        }
        try synchronizeDirectory(Paths.folder(of: path), fileSystem: fileSystem)
    }

    /// Makes the names in a folder durable (fsync of the folder). If the file system does not
    /// support it, the user is warned once, by `RefusedService`.
    ///
    /// - Throws: `FileError` if the folder cannot be opened or the sync fails.
    package static func synchronizeDirectory(
        _ path: String, fileSystem: any FileSystem
    ) throws(FileError) {
        let descriptor = try fileSystem.attempt(
            "open folder", path, fileSystem.open(path, for: .reading))
        do {
            try fileSystem.attempt(
                "synchronize folder", path, synchronizeIfSupported(descriptor, path, fileSystem))
        } catch {
            try? fileSystem.close(descriptor)
            throw error
        }
        try fileSystem.attempt("close folder", path, fileSystem.close(descriptor))
    }

    /// Syncs a folder; the refusal of a file system that cannot do so is noted, not thrown.
    private static func synchronizeIfSupported(
        _ descriptor: CInt, _ path: String, _ fileSystem: any FileSystem
    ) throws(Errno) {
        do throws(Errno) {
            try fileSystem.synchronize(descriptor)
        } catch  where RefusedService.isRefusal(error) {
            RefusedService.noteUnsynchronized(path)
        }
    }

    /// Checks that the folder of `path` exists, before the work whose result is written there.
    /// - Throws: `FileError` with exit code 73, the same as `replace` would.
    package static func requireFolder(
        of path: String, fileSystem: any FileSystem = POSIXFileSystem()
    ) throws(FileError) {
        let descriptor = try fileSystem.attemptToCreate(
            "create", temporaryPath(for: path),
            fileSystem.open(Paths.folder(of: path), for: .reading))
        try? fileSystem.close(descriptor)
    }

    /// The path of the temporary file for `path`: `a/b` is written as `a/.b.partial`.
    package static func temporaryPath(for path: String) -> String {
        Paths.join(Paths.folder(of: path), ".\(Paths.name(of: path))\(temporarySuffix)")
    }

    /// Whether a name is that of a temporary file, which a killed writer may leave behind.
    package static func isTemporary(_ name: String) -> Bool {
        name.hasPrefix(".") && name.hasSuffix(temporarySuffix)
    }

    /// Writes everything, syncs and closes the file; the descriptor is closed after a failure too.
    private static func finish(
        _ sink: FileSink, fileSystem: any FileSystem,
        produce: (FileSink) throws(FileError) -> Void
    ) throws(FileError) {
        do {
            try produce(sink)
            try fileSystem.attempt(
                "synchronize", sink.path, fileSystem.synchronize(sink.descriptor))
        } catch {
            try? fileSystem.close(sink.descriptor)
            throw error
        }
        // Network file systems may report a full disk only here.
        try fileSystem.attempt("close", sink.path, fileSystem.close(sink.descriptor))
    }
}

/// An open file to which bytes are written completely, or an error is thrown.
package struct FileSink {
    let fileSystem: any FileSystem
    let descriptor: CInt
    let path: String

    package init(fileSystem: any FileSystem, descriptor: CInt, path: String) {
        self.fileSystem = fileSystem
        self.descriptor = descriptor
        self.path = path
    }

    /// Writes the elements as they are in memory.
    package func write(_ elements: [some BitwiseCopyable]) throws(FileError) {
        try elements.withUnsafeBufferPointer { elements throws(FileError) in
            try write(UnsafeRawBufferPointer(elements))
        }
    }

    /// Writes all of `bytes`, with as many system calls as necessary.
    private func write(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
        var offset = 0
        while offset < bytes.count {
            let rest = UnsafeRawBufferPointer(rebasing: bytes[offset...])
            let written = try fileSystem.attempt("write", path, fileSystem.write(descriptor, rest))
            // POSIX does not exclude a result of 0, with which the loop would never end. It is
            // treated as a device error.
            guard written > 0 else {
                throw FileError(.inputOutput, operation: "write", path: path, errno: .ioError)
            }
            offset += written
        }
    }
}
