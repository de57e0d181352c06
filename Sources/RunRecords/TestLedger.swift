import Failures
import Files
import Glibc
import SystemPackage
import TextFormats

/// The file `test-ledger.csv` in the folder that contains the run folders: one line for each time
/// that test images were scored.
///
/// A test set gives an unbiased estimate only as long as nothing is selected by it, so the ledger
/// records every evaluation on it. Lines are appended in one write under a lock, so that runs that
/// end at the same time do not mix their lines.
package struct TestLedger: Sendable {
    /// One evaluation on the test images.
    package struct Entry: Sendable, Equatable {
        /// The ELF build-id of the program.
        package var buildID: String
        package var description: RunDescription
        /// The digest of the test images' paths, labels and contents.
        package var testDigest: String
        package var imageCount: Int64
        package var correctCount: Int64
        /// The number of models that were averaged; the description is that of the first.
        package var modelCount: Int
        /// The number of views of each image; more than 1 with `--tta`.
        package var viewCount: Int

        package init(
            buildID: String, description: RunDescription, testDigest: String, imageCount: Int64,
            correctCount: Int64, modelCount: Int = 1, viewCount: Int = 1
        ) {
            self.buildID = buildID
            self.description = description
            self.testDigest = testDigest
            self.imageCount = imageCount
            self.correctCount = correctCount
            self.modelCount = modelCount
            self.viewCount = viewCount
        }
    }

    package let path: String

    private static let header = Array(
        "build,identity,seed,time,testDigest,images,correct,accuracy,models,views\n".utf8)
    private static let newline = UInt8(ascii: "\n")
    private static let lockAttempts = 100

    /// The ledger in the folder that contains a run folder.
    package init(besideRun folder: RunFolder) {
        // The parent is not computed from the text of the path, because the path may be "." or a
        // link.
        path = Paths.join(folder.path, "../test-ledger.csv")
    }

    /// The ledger for a run folder or a checkpoint in one; nil for a file outside a run folder.
    package init?(of path: String) {
        let named = RunFolder(path)
        if (try? named.fileSystem.entryKind(named.configPath)) == .file {
            self.init(besideRun: named)
        } else {
            self.init(ofCheckpoint: path)
        }
    }

    private init?(ofCheckpoint checkpoint: String) {
        let run = RunFolder(Paths.join(Paths.folder(of: checkpoint), ".."))
        let inside = Paths.join(run.checkpointsPath, Paths.name(of: checkpoint))
        guard (try? run.fileSystem.entryKind(run.configPath)) == .file,
            (try? run.fileSystem.entryKind(inside)) == .file
        else { return nil }
        self.init(besideRun: run)
    }

    /// Appends a line with the current time, and returns when it is durable. If a killed writer
    /// left an incomplete last line, that line is kept, and the new one begins after a line feed.
    /// - Throws: `FileError`, in which case the file is as it was before, except for a new file
    ///   that was written but whose folder could not be synced; `RecordError` if the description
    ///   has no JSON form.
    package func append(_ entry: Entry) throws {
        let line = try entry.line()
        let flags = O_RDWR | O_CREAT | O_APPEND | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC
        let descriptor = open(path, flags, 0o644)
        guard descriptor >= 0 else { throw failure("open") }
        // Closing the descriptor releases the lock.
        defer { close(descriptor) }
        try lock(descriptor)
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw failure("read") }
        guard status.st_mode & S_IFMT == S_IFREG else {
            errno = EINVAL
            throw failure("append to")
        }
        let size = status.st_size
        let bytes = try start(descriptor, size: size) + line
        let count = write(descriptor, bytes, bytes.count)
        guard count == bytes.count, fsync(descriptor) == 0 else {
            let number = count >= 0 && count < bytes.count ? ENOSPC : errno
            // A partial line would stay in the file forever.
            ftruncate(descriptor, size)
            errno = number
            throw failure("append to")
        }
        if size == 0 {
            try AtomicFile.synchronizeDirectory(
                Paths.folder(of: path), fileSystem: POSIXFileSystem())
        }
    }

    /// What must be written before a new line: the header in an empty file, or a line feed after an
    /// incomplete line.
    private func start(_ descriptor: CInt, size: off_t) throws(FileError) -> [UInt8] {
        if size == 0 { return Self.header }
        var last: UInt8 = 0
        guard pread(descriptor, &last, 1, size - 1) == 1 else { throw failure("read") }
        guard last != Self.newline else { return [] }
        let mark = CSVText.byteOrderMark
        guard size < mark.count + Self.header.count else { return [Self.newline] }
        // The header itself is incomplete: write the rest of it.
        var head = [UInt8](repeating: 0, count: Int(size))
        guard pread(descriptor, &head, head.count, 0) == head.count else { throw failure("read") }
        if head.starts(with: mark) { head.removeFirst(mark.count) }
        return Self.header.starts(with: head)
            ? Array(Self.header.dropFirst(head.count)) : [Self.newline]
    }

    /// Waits at most five seconds for other processes, which hold the lock for a single write. On a
    /// file system without locks, an appending write is still a single one.
    private func lock(_ descriptor: CInt) throws(FileError) {
        for _ in 0..<Self.lockAttempts {
            do throws(Errno) {
                return try POSIXFileSystem().lock(descriptor)
            } catch  where !error.isLockHeld {
                return
            } catch {}
            usleep(50_000)
        }
        errno = EAGAIN
        throw failure("lock")
    }

    private func failure(_ operation: String) -> FileError {
        FileError(
            creating: operation, path: path, errno: Errno(rawValue: errno))
    }
}

extension TestLedger.Entry {
    fileprivate func line() throws(RecordError) -> [UInt8] {
        let accuracy = imageCount > 0 ? Double(correctCount) / Double(imageCount) : 0
        let fields = [
            buildID, try description.digestText, "\(description.seed)",
            RunFolder.utcText(Int(time(nil))), testDigest, "\(imageCount)", "\(correctCount)",
            "\(accuracy)", "\(modelCount)", "\(viewCount)",
        ]
        return Array((fields.joined(separator: ",") + "\n").utf8)
    }
}
