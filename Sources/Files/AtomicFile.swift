import Failures
import SystemPackage

/// Replaces a file as a whole: whatever happens, a reader sees the old contents or the new ones.
///
/// The new contents are written to a temporary name in the same folder, brought to the disk,
/// renamed, and the folder is brought to the disk. A run folder has one writer (`RunLock`), so the
/// temporary name is fixed and a killed writer's remainder is overwritten by the next one.
package enum AtomicFile {
    /// What a file under construction is called: `.` before and this behind its name.
    package static let temporarySuffix = ".partial"

    /// Makes `bytes` the contents of the file at `path`.
    /// - Throws: `FileError`; the temporary is removed and, unless only the folder's own
    ///   synchronization failed, the old file is untouched.
    package static func replace(
        _ path: String, bytes: [UInt8], fileSystem: any FileSystem = POSIXFileSystem()
    ) throws(FileError) {
        try replace(path, fileSystem: fileSystem) { sink throws(FileError) in
            try sink.write(bytes)
        }
    }

    /// Makes what `produce` writes to its sink, piece by piece, the contents of the file at `path`.
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
            // The error that led here is the one to report; that the remainder cannot be removed
            // either adds nothing.
            try? fileSystem.remove(temporary)
            throw error
        }
        try synchronizeDirectory(Paths.folder(of: path), fileSystem: fileSystem)
    }

    /// Brings a folder's list of names to the disk. A file system that cannot is told of once, by
    /// `RefusedService`.
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

    private static func synchronizeIfSupported(
        _ descriptor: CInt, _ path: String, _ fileSystem: any FileSystem
    ) throws(Errno) {
        do throws(Errno) {
            try fileSystem.synchronize(descriptor)
        } catch  where RefusedService.isRefusal(error) {
            RefusedService.noteUnsynchronized(path)
        }
    }

    /// Checks that there is a folder to write `path` in, before the work whose result goes there.
    /// - Throws: `FileError`, 73, as `replace` would.
    package static func requireFolder(
        of path: String, fileSystem: any FileSystem = POSIXFileSystem()
    ) throws(FileError) {
        let descriptor = try fileSystem.attemptToCreate(
            "create", temporaryPath(for: path),
            fileSystem.open(Paths.folder(of: path), for: .reading))
        try? fileSystem.close(descriptor)
    }

    package static func temporaryPath(for path: String) -> String {
        Paths.join(Paths.folder(of: path), ".\(Paths.name(of: path))\(temporarySuffix)")
    }

    package static func isTemporary(_ name: String) -> Bool {
        name.hasPrefix(".") && name.hasSuffix(temporarySuffix)
    }

    /// Writes all, synchronizes and closes; the descriptor is closed on failure too.
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
        // Network file systems report a full disk as late as here.
        try fileSystem.attempt("close", sink.path, fileSystem.close(sink.descriptor))
    }
}

/// An open file that takes bytes until all of them are written.
package struct FileSink {
    let fileSystem: any FileSystem
    let descriptor: CInt
    let path: String

    package init(fileSystem: any FileSystem, descriptor: CInt, path: String) {
        self.fileSystem = fileSystem
        self.descriptor = descriptor
        self.path = path
    }

    /// Writes the elements as they lie in memory.
    package func write(_ elements: [some BitwiseCopyable]) throws(FileError) {
        try elements.withUnsafeBufferPointer { elements throws(FileError) in
            try write(UnsafeRawBufferPointer(elements))
        }
    }

    /// Writes all of `bytes`, in as many calls as the system needs.
    private func write(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
        var offset = 0
        while offset < bytes.count {
            let rest = UnsafeRawBufferPointer(rebasing: bytes[offset...])
            let written = try fileSystem.attempt("write", path, fileSystem.write(descriptor, rest))
            // POSIX leaves this case open; without the check the loop could run forever. It is
            // treated as a failing device.
            guard written > 0 else {
                throw FileError(.inputOutput, operation: "write", path: path, errno: .ioError)
            }
            offset += written
        }
    }
}
