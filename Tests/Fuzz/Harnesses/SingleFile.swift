import Files
import Glibc
import RunRecords
import Synchronization
import SystemPackage

/// A file system in memory that has one file, whatever its path: quicker than the disk by far.
final class SingleFile: FileSystem {
    private struct State {
        var bytes: [UInt8]
        var position = 0
    }

    private let state: Mutex<State>

    init(_ bytes: [UInt8]) {
        state = Mutex(State(bytes: bytes))
    }

    var bytes: [UInt8] { state.withLock { $0.bytes } }

    func open(_ path: String, for purpose: OpenPurpose) throws(Errno) -> CInt {
        state.withLock { state in
            state.position = 0
            if purpose == .writingAnew { state.bytes = [] }
        }
        return 0
    }

    func byteCount(of descriptor: CInt) throws(Errno) -> Int { bytes.count }

    func read(
        _ descriptor: CInt, into target: UnsafeMutableRawBufferPointer
    ) throws(Errno) -> Int {
        // An address that the closure may take along: it is used while the call lasts.
        nonisolated(unsafe) let target = target
        return state.withLock { state in
            let rest = state.bytes[state.position...].prefix(target.count)
            target.copyBytes(from: rest)
            state.position += rest.count
            return rest.count
        }
    }

    func write(_ descriptor: CInt, _ source: UnsafeRawBufferPointer) throws(Errno) -> Int {
        let copy = Array(source)
        state.withLock { $0.bytes += copy }
        return copy.count
    }

    func entryKind(_ path: String) throws(Errno) -> EntryKind? { .file }

    func truncate(_ descriptor: CInt, to byteCount: Int) throws(Errno) {
        state.withLock { $0.bytes = Array($0.bytes.prefix(byteCount)) }
    }

    func synchronize(_ descriptor: CInt) throws(Errno) {}
    func lock(_ descriptor: CInt) throws(Errno) {}
    func close(_ descriptor: CInt) throws(Errno) {}
    func rename(_ source: String, to target: String) throws(Errno) {}
    func remove(_ path: String) throws(Errno) {}
    func makeDirectory(_ path: String) throws(Errno) {}
    func makeLink(_ path: String, to destination: String) throws(Errno) {}
    func entries(of directory: String) throws(Errno) -> [String] { [] }
    func freeByteCount(at path: String) throws(Errno) -> Int? { .max }
}
