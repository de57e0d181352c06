import Failures
import Files
import Glibc
import SystemPackage
import TextFormats

/// `test-ledger.csv` beside a run folder: one line for each time that test images were scored.
///
/// A test set says what a network can do only as long as nobody has chosen by it: the ledger counts
/// the looks. Lines are added behind the file's end in one write under a lock, so that runs that
/// end at once do not tear each other's.
package struct TestLedger: Sendable {
    /// One look at the test images.
    package struct Entry: Sendable, Equatable {
        /// The ELF build-id of the program.
        package var buildID: String
        package var description: RunDescription
        /// Digest of the test images' paths, labels and contents.
        package var testDigest: String
        package var imageCount: Int64
        package var correctCount: Int64
        /// Models that scored together; the description is the first one's.
        package var modelCount: Int
        /// Views of each image that were scored.
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

    /// The ledger of the folder that holds a run folder.
    package init(besideRun folder: RunFolder) {
        // Not by the path's text: the folder may be ".", or named by a link.
        path = Paths.join(folder.path, "../test-ledger.csv")
    }

    /// The ledger for a run folder or one's checkpoint; nil for a file that is in no run folder.
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

    /// Adds a line with the time, and returns when it is on the disk. A last line that a killed
    /// writer left torn stays as it is, and the new one begins behind a line feed.
    /// - Throws: `FileError`: the file is then as it was before, but for a new one that was written
    ///   and whose folder could not be brought to the disk; `RecordError` when the description has
    ///   no JSON form.
    package func append(_ entry: Entry) throws {
        let line = try entry.line()
        let flags = O_RDWR | O_CREAT | O_APPEND | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC
        let descriptor = open(path, flags, 0o644)
        guard descriptor >= 0 else { throw failure("open") }
        // The lock ends with the descriptor.
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
            // Part of a line would be torn for ever.
            ftruncate(descriptor, size)
            errno = number
            throw failure("append to")
        }
        if size == 0 {
            try AtomicFile.synchronizeDirectory(
                Paths.folder(of: path), fileSystem: POSIXFileSystem())
        }
    }

    /// What must stand before a new line: the header in a file without one, a line feed behind a
    /// torn line.
    private func start(_ descriptor: CInt, size: off_t) throws(FileError) -> [UInt8] {
        if size == 0 { return Self.header }
        var last: UInt8 = 0
        guard pread(descriptor, &last, 1, size - 1) == 1 else { throw failure("read") }
        guard last != Self.newline else { return [] }
        let mark = CSVText.byteOrderMark
        guard size < mark.count + Self.header.count else { return [Self.newline] }
        // Torn in the header: the rest of it.
        var head = [UInt8](repeating: 0, count: Int(size))
        guard pread(descriptor, &head, head.count, 0) == head.count else { throw failure("read") }
        if head.starts(with: mark) { head.removeFirst(mark.count) }
        return Self.header.starts(with: head)
            ? Array(Self.header.dropFirst(head.count)) : [Self.newline]
    }

    /// Waits five seconds at most for others, who hold the lock for one write. Without locks in the
    /// file system one write behind the end is still whole.
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
