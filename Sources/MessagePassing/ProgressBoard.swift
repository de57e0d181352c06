import CProcess
import Collectives
import Glibc

/// Memory in which each rank of a host keeps its place, and sees those of the others.
///
/// It is one unnamed file that the ranks of the host map: when the last of them ends,
/// however it ends, nothing is left of it.
final class ProgressBoard: @unchecked Sendable {
    let rank: Int
    let hostNames: [String]
    /// Whether a rank keeps its place here itself.
    let isLocal: [Bool]

    private let flag: UnsafeMutablePointer<Int64>
    private let places: UnsafeMutablePointer<cprocess_place>

    var worldSize: Int { hostNames.count }

    /// Finds the ranks of this host and shares memory with them; where one of them cannot, each rank
    /// of the job has a board of its own. All ranks call it at the same point.
    init(_ world: Communicator) throws {
        rank = world.rank
        let file = cprocess_make_memory_file(Self.byteCount(world.worldSize))
        defer { if file >= 0 { close(file) } }
        let seats = try world.allGather(Seat(hostName: world.hostName, file: file).bytes)
            .map { Seat(bytes: $0) }
        let own = seats[world.rank]
        let leader = seats.first { $0.host == own.host } ?? own
        let shared = Self.map(
            "/proc/\(leader.processID)/fd/\(leader.file)", worldSize: world.worldSize)
        // Nobody closes a file before all have opened it.
        var isShared = [Int64(shared == nil ? 0 : 1)]
        try world.combine(&isShared, by: .minimum)
        let memory: UnsafeMutableRawPointer
        if let shared, isShared[0] == 1 {
            memory = shared
            isLocal = seats.map { $0.host == own.host }
        } else {
            memory = .allocate(byteCount: Self.byteCount(world.worldSize), alignment: 64)
            memory.initializeMemory(
                as: UInt8.self, repeating: 0, count: Self.byteCount(world.worldSize))
            isLocal = seats.indices.map { $0 == world.rank }
        }
        hostNames = seats.map(\.hostName)
        flag = memory.bindMemory(to: Int64.self, capacity: 1)
        places = (memory + Self.headerByteCount).bindMemory(
            to: cprocess_place.self, capacity: world.worldSize)
        cprocess_keep_place(places + world.rank)
    }

    /// The place of each rank; nil for one that nothing is known of.
    var seen: [RankPlace?] {
        hostNames.indices.map { rank in
            let place = RankPlace(cprocess_read_place(places + rank))
            return place.processID == 0 ? nil : place
        }
    }

    /// Notes the place of a rank of another host.
    func note(_ place: RankPlace, of rank: Int) {
        var stored = place.stored
        cprocess_write_place(places + rank, &stored)
    }

    /// Takes the right to tell why the job fails, which one rank of the host has.
    /// - Returns: whether no rank had taken it.
    func takeWord() -> Bool { cprocess_take_flag(flag) == 0 }

    private static let headerByteCount = 64

    private static func byteCount(_ worldSize: Int) -> Int {
        headerByteCount + worldSize * MemoryLayout<cprocess_place>.stride
    }

    /// Nil where the file cannot be had, as from a process of another user.
    private static func map(_ path: String, worldSize: Int) -> UnsafeMutableRawPointer? {
        let file = open(path, O_RDWR | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        let memory = mmap(
            nil, byteCount(worldSize), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0)
        return memory == MAP_FAILED ? nil : memory
    }
}

/// What a rank tells of the process that it is.
private struct Seat {
    let hostName: String
    /// Equal where processes see each other.
    let host: String
    let processID: Int32
    let file: CInt

    private static let separator: Character = "\u{1F}"

    init(hostName: String, file: CInt) {
        self.hostName = hostName
        // Containers of one machine have the same kernel, but each its own process numbers.
        host = "\(hostName) \(Self.text(of: "boot_id")) \(Self.processNumbers)"
        processID = getpid()
        self.file = file
    }

    var bytes: [UInt8] {
        Array(
            [hostName, host, "\(processID)", "\(file)"]
                .joined(separator: String(Self.separator)).utf8)
    }

    init(bytes: [UInt8]) {
        let fields = String(decoding: bytes, as: UTF8.self)
            .split(separator: Self.separator, omittingEmptySubsequences: false)
            .map(String.init)
        hostName = fields[0]
        host = fields[1]
        processID = Int32(fields[2]) ?? 0
        file = CInt(fields[3]) ?? -1
    }

    private static func text(of name: String) -> String {
        ProcessFacts.text(of: "/proc/sys/kernel/random/\(name)")
    }

    /// The name of this process's namespace of process numbers.
    private static var processNumbers: String {
        var bytes = [CChar](repeating: 0, count: 64)
        let count = readlink("/proc/self/ns/pid", &bytes, bytes.count)
        return String(
            decoding: bytes[..<max(0, count)].map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}

extension Communicator {
    /// The byte strings of all ranks in rank order, on every rank.
    fileprivate func allGather(_ bytes: [UInt8]) throws -> [[UInt8]] {
        let gathered = try gather(bytes, to: 0)
        var sizes = isRoot ? gathered.map(\.count) : [Int](repeating: 0, count: worldSize)
        try sizes.withUnsafeMutableBytes { try broadcast($0, from: 0) }
        let total = sizes.reduce(0, +)
        var all = isRoot ? Array(gathered.joined()) : [UInt8](repeating: 0, count: total)
        try all.withUnsafeMutableBytes { try broadcast($0, from: 0) }
        var start = 0
        return sizes.map { size in
            defer { start += size }
            return Array(all[start..<start + size])
        }
    }
}
