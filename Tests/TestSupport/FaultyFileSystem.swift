package import Files
import Synchronization
package import SystemPackage

/// The real file system with a fault: call number `failingCall`, counted from 0, is not carried
/// out and fails with `errno`; every write takes at most `writeLimit` bytes.
package final class FaultyFileSystem: FileSystem {
    private let real = POSIXFileSystem()
    private let failingCall: Int?
    private let errno: Errno
    private let writeLimit: Int
    private let beforeCall: @Sendable (_ name: String) -> Void
    private let calls = Mutex<[String]>([])

    /// - Parameter beforeCall: may let a call wait, as a slow disk does.
    package init(
        failingCall: Int? = nil, errno: Errno = .noSpace, writeLimit: Int = .max,
        beforeCall: @escaping @Sendable (_ name: String) -> Void = { _ in }
    ) {
        self.beforeCall = beforeCall
        self.failingCall = failingCall
        self.errno = errno
        self.writeLimit = writeLimit
    }

    /// The names of all calls so far.
    package var callNames: [String] { calls.withLock { $0 } }

    private func note(_ name: String) throws(Errno) {
        beforeCall(name)
        let number = calls.withLock { calls in
            calls.append(name)
            return calls.count - 1
        }
        if number == failingCall { throw errno }
    }

    package func open(_ path: String, for purpose: OpenPurpose) throws(Errno) -> CInt {
        try note("open \(purpose)")
        return try real.open(path, for: purpose)
    }

    package func byteCount(of descriptor: CInt) throws(Errno) -> Int {
        try note("byteCount")
        return try real.byteCount(of: descriptor)
    }

    package func read(
        _ descriptor: CInt, into bytes: UnsafeMutableRawBufferPointer
    ) throws(Errno) -> Int {
        try note("read")
        return try real.read(descriptor, into: bytes)
    }

    package func write(_ descriptor: CInt, _ bytes: UnsafeRawBufferPointer) throws(Errno)
        -> Int
    {
        try note("write")
        let taken = UnsafeRawBufferPointer(rebasing: bytes.prefix(writeLimit))
        return try real.write(descriptor, taken)
    }

    package func truncate(_ descriptor: CInt, to byteCount: Int) throws(Errno) {
        try note("truncate")
        try real.truncate(descriptor, to: byteCount)
    }

    package func synchronize(_ descriptor: CInt) throws(Errno) {
        try note("synchronize")
        try real.synchronize(descriptor)
    }

    package func lock(_ descriptor: CInt) throws(Errno) {
        try note("lock")
        try real.lock(descriptor)
    }

    package func close(_ descriptor: CInt) throws(Errno) {
        // The descriptor is gone even when the call fails.
        defer { try? real.close(descriptor) }
        try note("close")
    }

    package func rename(_ source: String, to target: String) throws(Errno) {
        try note("rename")
        try real.rename(source, to: target)
    }

    package func remove(_ path: String) throws(Errno) {
        try note("remove")
        try real.remove(path)
    }

    package func makeDirectory(_ path: String) throws(Errno) {
        try note("makeDirectory")
        try real.makeDirectory(path)
    }

    package func makeLink(_ path: String, to destination: String) throws(Errno) {
        try note("makeLink")
        try real.makeLink(path, to: destination)
    }

    package func entryKind(_ path: String) throws(Errno) -> EntryKind? {
        try note("entryKind")
        return try real.entryKind(path)
    }

    package func entries(of directory: String) throws(Errno) -> [String] {
        try note("entries")
        return try real.entries(of: directory)
    }

    package func freeByteCount(at path: String) throws(Errno) -> Int? {
        try note("freeByteCount")
        return try real.freeByteCount(at: path)
    }
}
