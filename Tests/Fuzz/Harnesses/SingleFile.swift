import Files
import Glibc
import RunRecords
import Synchronization

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

    func open(_ path: String, for purpose: OpenPurpose) throws(SystemError) -> CInt {
        state.withLock { state in
            state.position = 0
            if purpose == .writingAnew { state.bytes = [] }
        }
        return 0
    }

    func byteCount(of descriptor: CInt) throws(SystemError) -> Int { bytes.count }

    func read(
        _ descriptor: CInt, into target: UnsafeMutableRawBufferPointer
    ) throws(SystemError) -> Int {
        // An address that the closure may take along: it is used while the call lasts.
        nonisolated(unsafe) let target = target
        return state.withLock { state in
            let rest = state.bytes[state.position...].prefix(target.count)
            target.copyBytes(from: rest)
            state.position += rest.count
            return rest.count
        }
    }

    func write(_ descriptor: CInt, _ source: UnsafeRawBufferPointer) throws(SystemError) -> Int {
        let copy = Array(source)
        state.withLock { $0.bytes += copy }
        return copy.count
    }

    func entryKind(_ path: String) throws(SystemError) -> EntryKind? { .file }

    func truncate(_ descriptor: CInt, to byteCount: Int) throws(SystemError) {
        state.withLock { $0.bytes = Array($0.bytes.prefix(byteCount)) }
    }

    func synchronize(_ descriptor: CInt) throws(SystemError) {}
    func close(_ descriptor: CInt) throws(SystemError) {}
    func rename(_ source: String, to target: String) throws(SystemError) {}
    func remove(_ path: String) throws(SystemError) {}
    func makeDirectory(_ path: String) throws(SystemError) {}
    func makeLink(_ path: String, to destination: String) throws(SystemError) {}
    func entries(of directory: String) throws(SystemError) -> [String] { [] }
    func freeByteCount(at path: String) throws(SystemError) -> Int? { .max }
}
