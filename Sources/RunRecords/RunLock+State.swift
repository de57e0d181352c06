import Glibc

extension RunLock {
    /// Whether a run folder is in use.
    package enum State: Equatable, Sendable {
        /// No process holds the lock.
        case free
        /// A process holds the lock; the holder is nil if it has not written its name yet.
        case held(Holder?)
        /// The process that held the lock ended without releasing it, for example because it was
        /// killed.
        case leftBehind(Holder)
    }

    /// Determines who holds the lock, without taking it.
    /// - Parameter path: the lock file; the state is free if it does not exist.
    /// - Throws: `RunLockError` if the file cannot be read.
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
        // On a file system without locks the contents of the file decide, as they do when the lock
        // is taken.
        guard let holder else { return .free }
        return isBelievedAlive(holder, hostName()) ? .held(holder) : .leftBehind(holder)
    }
}
