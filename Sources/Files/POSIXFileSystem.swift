import Glibc
package import SystemPackage

/// The file system of the operating system. Calls that a signal interrupts are repeated.
package struct POSIXFileSystem: FileSystem {
    package init() {}

    package func open(_ path: String, for purpose: OpenPurpose) throws(Errno) -> CInt {
        let flags: CInt
        switch purpose {
        case .reading: flags = O_RDONLY
        // A link in a run folder must not redirect writes to files outside.
        case .writingAnew: flags = O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW
        case .appending: flags = O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW
        }
        // Without O_NONBLOCK, opening a named pipe would block forever.
        let always = O_CLOEXEC | O_NONBLOCK
        return CInt(try checked { Int(Glibc.open(path, flags | always, 0o644)) })
    }

    package func byteCount(of descriptor: CInt) throws(Errno) -> Int {
        var status = stat()
        _ = try checked { Int(fstat(descriptor, &status)) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw Errno.invalidArgument }
        return Int(status.st_size)
    }

    package func read(
        _ descriptor: CInt, into bytes: UnsafeMutableRawBufferPointer
    ) throws(Errno) -> Int {
        try checked { Glibc.read(descriptor, bytes.baseAddress, bytes.count) }
    }

    package func write(
        _ descriptor: CInt, _ bytes: UnsafeRawBufferPointer
    ) throws(Errno) -> Int {
        try checked { Glibc.write(descriptor, bytes.baseAddress, bytes.count) }
    }

    package func truncate(_ descriptor: CInt, to byteCount: Int) throws(Errno) {
        _ = try checked { Int(ftruncate(descriptor, off_t(byteCount))) }
    }

    /// `fsync`, which also waits for the write cache of the disk.
    package func synchronize(_ descriptor: CInt) throws(Errno) {
        _ = try checked { Int(fsync(descriptor)) }
    }

    /// An open-file-description lock: unlike older POSIX locks it belongs to the open file, and
    /// ends only when the file is closed or the process ends.
    package func lock(_ descriptor: CInt) throws(Errno) {
        let setLock: CInt = 37  // F_OFD_SETLK, which Glibc's module does not show.
        var region = flock()
        region.l_type = Int16(F_WRLCK)
        region.l_whence = Int16(SEEK_SET)
        _ = try checked { Int(fcntl(descriptor, setLock, &region)) }
    }

    package func close(_ descriptor: CInt) throws(Errno) {
        // Linux closes the descriptor even if a signal interrupts the call, so the call must not be
        // repeated.
        if Glibc.close(descriptor) != 0, errno != EINTR { throw Errno(rawValue: errno) }
    }

    package func rename(_ source: String, to target: String) throws(Errno) {
        _ = try checked { Int(Glibc.rename(source, target)) }
    }

    package func remove(_ path: String) throws(Errno) {
        _ = try checked { Int(unlink(path)) }
    }

    package func makeDirectory(_ path: String) throws(Errno) {
        _ = try checked { Int(mkdir(path, 0o755)) }
    }

    package func makeLink(_ path: String, to destination: String) throws(Errno) {
        _ = try checked { Int(symlink(destination, path)) }
    }

    package func entryKind(_ path: String) throws(Errno) -> EntryKind? {
        var status = stat()
        do {
            _ = try checked { Int(lstat(path, &status)) }
        } catch {
            if error == .noSuchFileOrDirectory { return nil }
            throw error
        }
        switch status.st_mode & S_IFMT {
        case S_IFREG: return .file
        case S_IFDIR: return .directory
        case S_IFLNK: return .link
        default: return .other
        }
    }

    /// Sorted by bytes, because the order of `readdir` differs between file systems and after every
    /// copy.
    package func entries(of directory: String) throws(Errno) -> [String] {
        guard let stream = opendir(directory) else { throw Errno(rawValue: errno) }
        defer { closedir(stream) }
        var names: [String] = []
        while true {
            errno = 0
            guard let entry = readdir(stream) else { break }
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) {
                    String(cString: $0)
                }
            }
            if name != "." && name != ".." { names.append(name) }
        }
        if errno != 0 { throw Errno(rawValue: errno) }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    package func freeByteCount(at path: String) throws(Errno) -> Int? {
        var status = statvfs()
        do throws(Errno) {
            _ = try checked { Int(statvfs(path, &status)) }
        } catch {
            if RefusedService.isRefusal(error) { return nil }
            throw error
        }
        // Many FUSE file systems report 0 blocks, and so does a tmpfs without a limit.
        if status.f_blocks == 0 { return nil }
        let (byteCount, overflow) = UInt64(status.f_bavail)
            .multipliedReportingOverflow(by: UInt64(status.f_frsize))
        return overflow ? Int.max : Int(clamping: byteCount)
    }

    /// Repeats a call if a signal interrupted it; a negative result becomes the error in `errno`.
    private func checked(_ call: () -> Int) throws(Errno) -> Int {
        while true {
            let result = call()
            if result >= 0 { return result }
            if errno != EINTR { throw Errno(rawValue: errno) }
        }
    }
}
