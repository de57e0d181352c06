import Glibc

extension RunLock {
    /// Whether a run folder is in use.
    package enum State: Equatable, Sendable {
        case free
        /// A process has the lock; its name is nil when it has not written it.
        case held(Holder?)
        /// The process that had the lock ended without giving it back.
        case leftBehind(Holder)
    }

    /// Looks who has the lock, without taking it.
    /// - Parameter path: the lock file; free when it is not there.
    /// - Throws: `RunLockError` when the file cannot be read.
    package static func state(path: String) throws(RunLockError) -> State {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else {
            if errno == ENOENT { return .free }
            throw failure("read", path)
        }
        defer { close(descriptor) }
        let getLock: CInt = 36  // F_OFD_GETLK, which Glibc's module does not show.
        var region = flock()
        region.l_type = Int16(F_WRLCK)
        region.l_whence = Int16(SEEK_SET)
        let isAnswered = fcntl(descriptor, getLock, &region) == 0
        let holder = holder(descriptor)
        if isAnswered {
            if region.l_type != Int16(F_UNLCK) { return .held(holder) }
            return holder.map { .leftBehind($0) } ?? .free
        }
        // A file system without locks: as when the lock is taken, the file's contents decide.
        guard let holder else { return .free }
        return isBelievedAlive(holder, hostName()) ? .held(holder) : .leftBehind(holder)
    }
}
