package import Files
import Glibc
import Synchronization

/// The real file system with a fault: call number `failingCall`, counted from 0, is not carried
/// out and fails with `errorNumber`; every write takes at most `writeLimit` bytes.
package final class FaultyFileSystem: FileSystem {
    private let real = POSIXFileSystem()
    private let failingCall: Int?
    private let errorNumber: CInt
    private let writeLimit: Int
    private let beforeCall: @Sendable (_ name: String) -> Void
    private let calls = Mutex<[String]>([])

    /// - Parameter beforeCall: may let a call wait, as a slow disk does.
    package init(
        failingCall: Int? = nil, errorNumber: CInt = ENOSPC, writeLimit: Int = .max,
        beforeCall: @escaping @Sendable (_ name: String) -> Void = { _ in }
    ) {
        self.beforeCall = beforeCall
        self.failingCall = failingCall
        self.errorNumber = errorNumber
        self.writeLimit = writeLimit
    }

    /// The names of all calls so far.
    package var callNames: [String] { calls.withLock { $0 } }

    private func note(_ name: String) throws(SystemError) {
        beforeCall(name)
        let number = calls.withLock { calls in
            calls.append(name)
            return calls.count - 1
        }
        if number == failingCall { throw SystemError(errorNumber: errorNumber) }
    }

    package func open(_ path: String, for purpose: OpenPurpose) throws(SystemError) -> CInt {
        try note("open \(purpose)")
        return try real.open(path, for: purpose)
    }

    package func byteCount(of descriptor: CInt) throws(SystemError) -> Int {
        try note("byteCount")
        return try real.byteCount(of: descriptor)
    }

    package func read(
        _ descriptor: CInt, into bytes: UnsafeMutableRawBufferPointer
    ) throws(SystemError) -> Int {
        try note("read")
        return try real.read(descriptor, into: bytes)
    }

    package func write(_ descriptor: CInt, _ bytes: UnsafeRawBufferPointer) throws(SystemError)
        -> Int
    {
        try note("write")
        let taken = UnsafeRawBufferPointer(rebasing: bytes.prefix(writeLimit))
        return try real.write(descriptor, taken)
    }

    package func truncate(_ descriptor: CInt, to byteCount: Int) throws(SystemError) {
        try note("truncate")
        try real.truncate(descriptor, to: byteCount)
    }

    package func synchronize(_ descriptor: CInt) throws(SystemError) {
        try note("synchronize")
        try real.synchronize(descriptor)
    }

    package func close(_ descriptor: CInt) throws(SystemError) {
        // The descriptor is gone even when the call fails.
        defer { try? real.close(descriptor) }
        try note("close")
    }

    package func rename(_ source: String, to target: String) throws(SystemError) {
        try note("rename")
        try real.rename(source, to: target)
    }

    package func remove(_ path: String) throws(SystemError) {
        try note("remove")
        try real.remove(path)
    }

    package func makeDirectory(_ path: String) throws(SystemError) {
        try note("makeDirectory")
        try real.makeDirectory(path)
    }

    package func makeLink(_ path: String, to destination: String) throws(SystemError) {
        try note("makeLink")
        try real.makeLink(path, to: destination)
    }

    package func entryKind(_ path: String) throws(SystemError) -> EntryKind? {
        try note("entryKind")
        return try real.entryKind(path)
    }

    package func entries(of directory: String) throws(SystemError) -> [String] {
        try note("entries")
        return try real.entries(of: directory)
    }

    package func freeByteCount(at path: String) throws(SystemError) -> Int? {
        try note("freeByteCount")
        return try real.freeByteCount(at: path)
    }
}
