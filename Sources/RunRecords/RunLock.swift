package import Failures
package import Files
import Glibc
import SystemPackage

/// The right to write a run folder, held by one process at a time.
///
/// The file `lock` in the folder is locked with an open-file-description lock (`F_OFD_SETLK` in
/// fcntl(2)), and holds the holder's host and process number for the message to others. The system
/// ends the lock when the process ends, however it ends, so a lock left behind is simply taken.
/// Such locks work between hosts on NFS (both versions, as byte-range locks) and on Lustre mounted
/// with `-o flock`. Where the file system has no locks, the file's contents decide: a holder on
/// this host is gone when its process is, and one on another host is believed.
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

    /// Takes the lock at once or fails.
    /// - Parameters:
    ///   - path: the lock file, `RunFolder.lockPath`; made if it is not there.
    ///   - fileSystem: what locks the file.
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
        // Emptied, not removed: another process may have the file open already, and would then
        // lock a file that has no name any more.
        ftruncate(descriptor, 0)
        close(descriptor)
    }

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

    /// The holder; waits a second for one that has the lock but has not written its name yet.
    private static func patientHolder(_ descriptor: CInt) -> Holder? {
        for _ in 0..<20 {
            if let holder = holder(descriptor) { return holder }
            usleep(50_000)
        }
        return nil
    }

    static func holder(_ descriptor: CInt) -> Holder? {
        var bytes = [UInt8](repeating: 0, count: 512)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        guard count > 0, bytes[count - 1] == UInt8(ascii: "\n") else { return nil }
        let words = String(decoding: bytes[..<(count - 1)], as: UTF8.self).split(separator: " ")
        guard words.count == 2, let process = Int32(words[1]), process > 0 else { return nil }
        return Holder(host: String(words[0]), process: process)
    }

    static func isBelievedAlive(_ holder: Holder, _ ownHost: String) -> Bool {
        if holder.host != ownHost { return true }
        return kill(holder.process, 0) == 0 || errno != ESRCH
    }

    /// This host's name, as it stands in a lock.
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

/// A run folder could not be locked.
package enum RunLockError: Failure, Equatable {
    /// Another job has it; its name is nil when it has not written it.
    case locked(path: String, holder: RunLock.Holder?)
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
