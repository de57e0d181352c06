import Files
import Glibc
import RunRecords
import Synchronization
import SystemPackage

/// A file system in memory that forgets at a power cut what was not synchronized, and fails or dies
/// at a chosen call.
final class MemoryFileSystem: FileSystem {
    /// What goes wrong; calls are counted from 0.
    struct Faults {
        /// The process is killed at this call: neither it nor any later one does anything, but for
        /// the first half of a write.
        var killingCall: Int?
        /// The call is not carried out and fails with `errno`.
        var failingCall: Int?
        var errno = Errno.noSpace
        /// Every write takes at most so many bytes.
        var writeLimit = Int.max
        /// This call of `synchronize`, counted from 0 among them, does nothing and says nothing.
        var lostSynchronization: Int?
    }

    private struct OpenFile {
        let path: String
        let inode: Int
        var position = 0
    }

    private struct State {
        var disk: MemoryDisk
        var descriptors: [CInt: OpenFile] = [:]
        var descriptorCount: CInt = 3
        var callCount = 0
        var synchronizedPaths: [String] = []
        var moments: [MemoryDisk]?
        var isDead = false
    }

    private let faults: Faults
    private let state: Mutex<State>

    /// - Parameter keepsMoments: whether `moments` is filled.
    init(_ disk: MemoryDisk = MemoryDisk(), faults: Faults = Faults(), keepsMoments: Bool = false) {
        self.faults = faults
        state = Mutex(State(disk: disk, moments: keepsMoments ? [] : nil))
    }

    convenience init(_ image: DiskImage) {
        self.init(MemoryDisk(image))
    }

    var disk: MemoryDisk { state.withLock { $0.disk } }

    /// What programs see.
    var image: DiskImage { disk.afterCut(.everything) }

    var callCount: Int { state.withLock { $0.callCount } }
    var isDead: Bool { state.withLock { $0.isDead } }

    /// The states before each call that changed something, and in the middle of each write.
    var moments: [MemoryDisk] { state.withLock { $0.moments ?? [] } }
    var momentCount: Int { state.withLock { $0.moments?.count ?? 0 } }

    /// What was synchronized, in this order; by the path that it was opened with.
    var synchronizedPaths: [String] { state.withLock { $0.synchronizedPaths } }

    /// Counts a call and carries it out unless a fault prevents it.
    private func call<Result: Sendable>(
        changes: Bool = false, half: (inout State) -> Void = { _ in },
        failing: (inout State) -> Void = { _ in },
        _ body: (inout State) throws(Errno) -> Result
    ) throws(Errno) -> Result {
        try state.withLock { state throws(Errno) -> Result in
            guard !state.isDead else { throw Errno(rawValue: ESHUTDOWN) }
            let number = state.callCount
            state.callCount += 1
            if changes { state.moments?.append(state.disk) }
            if number == faults.killingCall {
                half(&state)
                state.isDead = true
                throw Errno(rawValue: ESHUTDOWN)
            }
            if number == faults.failingCall {
                failing(&state)
                throw faults.errno
            }
            return try body(&state)
        }
    }

    func open(_ path: String, for purpose: OpenPurpose) throws(Errno) -> CInt {
        try call(changes: purpose != .reading) { state throws(Errno) in
            var inode: Int
            do throws(Errno) {
                inode = try state.disk.inode(path)
            } catch {
                guard error == .noSuchFileOrDirectory, purpose != .reading else { throw error }
                inode = try state.disk.makeFile(path)
            }
            if state.disk.kind(inode) == .link { throw Errno.tooManySymbolicLinkLevels }
            if purpose == .writingAnew { state.disk.truncate(inode, to: 0) }
            state.descriptors[state.descriptorCount] = OpenFile(path: path, inode: inode)
            state.descriptorCount += 1
            return state.descriptorCount - 1
        }
    }

    func byteCount(of descriptor: CInt) throws(Errno) -> Int {
        try call { state throws(Errno) in
            try state.disk.bytes(try Self.openFile(descriptor, state).inode).count
        }
    }

    func read(
        _ descriptor: CInt, into bytes: UnsafeMutableRawBufferPointer
    ) throws(Errno) -> Int {
        try call { state throws(Errno) in
            let file = try Self.openFile(descriptor, state)
            let rest = try state.disk.bytes(file.inode).dropFirst(file.position)
                .prefix(bytes.count)
            bytes.copyBytes(from: rest)
            state.descriptors[descriptor]?.position += rest.count
            return rest.count
        }
    }

    func write(_ descriptor: CInt, _ bytes: UnsafeRawBufferPointer) throws(Errno) -> Int {
        let taken = bytes.prefix(faults.writeLimit)
        func half(_ state: inout State) {
            guard let inode = state.descriptors[descriptor]?.inode else { return }
            state.disk.append(taken.prefix(taken.count / 2), to: inode)
        }
        return try call(changes: true, half: half) { state throws(Errno) in
            let inode = try Self.openFile(descriptor, state).inode
            if state.moments != nil {
                let before = state.disk
                half(&state)
                state.moments?.append(state.disk)
                state.disk = before
            }
            state.disk.append(taken, to: inode)
            return taken.count
        }
    }

    func truncate(_ descriptor: CInt, to byteCount: Int) throws(Errno) {
        try call(changes: true) { state throws(Errno) in
            state.disk.truncate(try Self.openFile(descriptor, state).inode, to: byteCount)
        }
    }

    func synchronize(_ descriptor: CInt) throws(Errno) {
        func failing(_ state: inout State) {
            guard let inode = state.descriptors[descriptor]?.inode else { return }
            state.disk.failToSynchronize(inode)
        }
        try call(changes: true, failing: failing) { state throws(Errno) in
            let file = try Self.openFile(descriptor, state)
            let number = state.synchronizedPaths.count
            state.synchronizedPaths.append(file.path)
            if number != faults.lostSynchronization { state.disk.synchronize(file.inode) }
        }
    }

    func lock(_ descriptor: CInt) throws(Errno) {}

    func close(_ descriptor: CInt) throws(Errno) {
        func failing(_ state: inout State) { state.descriptors[descriptor] = nil }
        try call(failing: failing) { state throws(Errno) in
            _ = try Self.openFile(descriptor, state)
            state.descriptors[descriptor] = nil
        }
    }

    func rename(_ source: String, to target: String) throws(Errno) {
        try call(changes: true) { state throws(Errno) in
            try state.disk.rename(source, to: target)
        }
    }

    func remove(_ path: String) throws(Errno) {
        try call(changes: true) { state throws(Errno) in try state.disk.remove(path) }
    }

    func makeDirectory(_ path: String) throws(Errno) {
        try call(changes: true) { state throws(Errno) in try state.disk.makeFolder(path) }
    }

    func makeLink(_ path: String, to destination: String) throws(Errno) {
        try call(changes: true) { state throws(Errno) in
            try state.disk.makeLink(path, to: destination)
        }
    }

    func entryKind(_ path: String) throws(Errno) -> EntryKind? {
        try call { state throws(Errno) in
            do throws(Errno) {
                return state.disk.kind(try state.disk.inode(path))
            } catch {
                if error == .noSuchFileOrDirectory { return nil }
                throw error
            }
        }
    }

    func entries(of directory: String) throws(Errno) -> [String] {
        try call { state throws(Errno) in
            try state.disk.names(try state.disk.inode(directory))
        }
    }

    func freeByteCount(at path: String) throws(Errno) -> Int? { .max }

    private static func openFile(
        _ descriptor: CInt, _ state: State
    ) throws(Errno) -> OpenFile {
        guard let file = state.descriptors[descriptor] else {
            throw Errno(rawValue: EBADF)
        }
        return file
    }
}
