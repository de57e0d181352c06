package import Failures
package import Files
import Glibc
import SystemPackage

/// The right to write to a run folder, which one process holds at a time. Without it, a second job
/// with the same `--run` would mix its checkpoints with those of the first.
///
/// The file `lock` in the folder is locked with an open-file-description lock (`F_OFD_SETLK` in
/// fcntl(2)). It contains the holder's host name and process ID, for the message to others. The
/// kernel releases the lock when the process ends for any reason, so a file that was left behind is
/// simply locked again.
///
/// Such locks work between hosts on NFS (both versions, as byte-range locks) and on Lustre mounted
/// with `-o flock`. On file systems without locks the contents of the file decide: a holder on this
/// host is alive if its process exists, and a holder on another host is assumed to be alive.
package final class RunLock: Sendable {
    /// Who holds, or held, a lock.
    package struct Holder: Equatable, Sendable {
        package let host: String
        package let process: Int32

        package init(host: String, process: Int32) {
            self.host = host
            self.process = process
        }
    }

    private let descriptor: CInt

    /// Takes the lock, or fails immediately if another process holds it.
    /// - Parameters:
    ///   - path: the lock file, `RunFolder.lockPath`; created if it does not exist.
    ///   - fileSystem: the file system that locks the file.
    package init(
        path: String, fileSystem: any FileSystem = POSIXFileSystem()
    ) throws(RunLockError) {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0o644)
        guard descriptor >= 0 else { throw Self.failure("open", path) }
        do {
            try Self.take(descriptor, path: path, fileSystem: fileSystem)
        } catch {
            close(descriptor)
            throw error
        }
        self.descriptor = descriptor
    }

    deinit {
        // The file is emptied but not removed: another process may have opened it already, and
        // would then lock a file without a name.
        ftruncate(descriptor, 0)
        close(descriptor)
    }

    /// Locks the open file, or judges by its contents if there are no locks, and writes the own
    /// name.
    private static func take(
        _ descriptor: CInt, path: String, fileSystem: any FileSystem
    ) throws(RunLockError) {
        let own = Holder(host: hostName(), process: getpid())
        do throws(Errno) {
            try fileSystem.lock(descriptor)
        } catch  where error.isLockHeld {
            throw .locked(path: path, holder: patientHolder(descriptor))
        } catch  where error == .noLocks || RefusedService.isRefusal(error) {
            if let holder = holder(descriptor), holder != own, isBelievedAlive(holder, own.host) {
                throw .locked(path: path, holder: holder)
            }
        } catch {
            throw failure("lock", path, error)
        }
        let text = Array("\(own.host) \(own.process)\n".utf8)
        guard ftruncate(descriptor, 0) == 0,
            pwrite(descriptor, text, text.count, 0) == text.count,
            fsync(descriptor) == 0
        else { throw failure("write", path) }
    }

    /// The holder; waits up to a second for a process that holds the lock but has not written its
    /// name yet.
    private static func patientHolder(_ descriptor: CInt) -> Holder? {
        for _ in 0..<20 {
            if let holder = holder(descriptor) { return holder }
            usleep(50_000)
        }
        return nil
    }

    /// The holder whose host and process ID the file contains; nil if it has no such line.
    static func holder(_ descriptor: CInt) -> Holder? {
        var bytes = [UInt8](repeating: 0, count: 512)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        guard count > 0, bytes[count - 1] == UInt8(ascii: "\n") else { return nil }
        let words = String(decoding: bytes[..<(count - 1)], as: UTF8.self).split(separator: " ")
        guard words.count == 2, let process = Int32(words[1]), process > 0 else { return nil }
        return Holder(host: String(words[0]), process: process)
    }

    /// Whether the holder must be assumed to be running: its process exists, or is on another host,
    /// where this cannot be checked.
    static func isBelievedAlive(_ holder: Holder, _ ownHost: String) -> Bool {
        if holder.host != ownHost { return true }
        return kill(holder.process, 0) == 0 || errno != ESRCH
    }

    /// The name of this host, as written in a lock.
    package static func hostName() -> String {
        var bytes = [CChar](repeating: 0, count: 256)
        guard gethostname(&bytes, bytes.count - 1) == 0 else { return "unknown" }
        return String(
            decoding: bytes.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    static func failure(
        _ operation: String, _ path: String, _ error: Errno = Errno(rawValue: errno)
    ) -> RunLockError {
        .file(FileError(creating: operation, path: path, errno: error))
    }
}

/// Why a run folder could not be locked.
package enum RunLockError: Failure, Equatable {
    /// Another process holds the lock; the holder is nil if it has not written its name.
    case locked(path: String, holder: RunLock.Holder?)
    /// The lock file cannot be opened, locked or written.
    case file(FileError)

    package var what: String {
        switch self {
        case .locked(let path, let holder):
            let job =
                holder.map { "process \($0.process) on host \($0.host)" } ?? "another process"
            return "run folder \(Paths.folder(of: path)) is in use by \(job)"
        case .file(let error):
            return error.what
        }
    }
    package var location: String? { file?.location }
    package var remedy: String? {
        file.map(\.remedy) ?? "wait for it, stop it, or choose another --run"
    }
    package var exitStatus: ExitStatus { file?.exitStatus ?? .cannotCreate }
    package var sentence: String { file?.sentence ?? what }

    private var file: FileError? { if case .file(let error) = self { error } else { nil } }
}
