import CProcess
import Collectives
import Glibc
import MessagePassing

/// Memory in which each rank of a host keeps its place, and sees those of the others.
///
/// It is one unnamed file that the ranks of the host map: when the last of them ends, however it ends,
/// nothing is left of it.
package final class ProgressBoard: @unchecked Sendable {
    package let rank: Int
    /// The same for all ranks of the job, and for no other job.
    let jobName: String
    let hostNames: [String]
    /// For each rank, the lowest rank of its host.
    let hostLeaders: [Int]

    private let flag: UnsafeMutablePointer<Int64>
    private let places: UnsafeMutablePointer<cprocess_place>

    var worldSize: Int { hostNames.count }
    var isLeader: Bool { hostLeaders[rank] == rank }
    var hasOtherHosts: Bool { hostLeaders.contains { $0 != hostLeaders[rank] } }

    /// Whether a rank keeps its place here itself.
    func isLocal(_ rank: Int) -> Bool { hostLeaders[rank] == hostLeaders[self.rank] }

    /// Finds the ranks of this host and shares memory with them; where one of them cannot, each rank
    /// of the job is taken for a host of its own. All ranks call it at the same point.
    convenience init(_ world: Communicator) throws {
        let file = cprocess_make_memory_file(Self.byteCount(world.worldSize))
        defer { if file >= 0 { close(file) } }
        let seats = try world.allGather(Seat(hostName: world.hostName, file: file))
        var leaders = seats.map { seat in seats.firstIndex { $0.host == seat.host } ?? 0 }
        let leader = seats[leaders[world.rank]]
        let shared = Self.map(
            "/proc/\(leader.processID)/fd/\(leader.file)", worldSize: world.worldSize)
        // Nobody closes a file before all have opened it.
        let isShared = try world.combine(shared == nil ? 0 : 1, by: .minimum) == 1
        if !isShared { leaders = Array(seats.indices) }
        self.init(
            rank: world.rank, jobName: "job \(seats[0].processID) \(seats[0].startedUTC)",
            hostNames: seats.map(\.hostName), hostLeaders: leaders,
            memory: isShared ? shared : nil)
        cprocess_keep_place(places + rank)
    }

    /// - Parameter memory: zeros; nil for memory of its own.
    package init(
        rank: Int, jobName: String, hostNames: [String], hostLeaders: [Int],
        memory: UnsafeMutableRawPointer? = nil
    ) {
        self.rank = rank
        self.jobName = jobName
        self.hostNames = hostNames
        self.hostLeaders = hostLeaders
        let memory = memory ?? Self.zeros(Self.byteCount(hostNames.count))
        flag = memory.bindMemory(to: Int64.self, capacity: 1)
        places = (memory + Self.headerByteCount).bindMemory(
            to: cprocess_place.self, capacity: hostNames.count)
    }

    /// The place of each rank; nil for one that nothing is known of.
    package var seen: [RankPlace?] {
        hostNames.indices.map { rank in
            let place = RankPlace(cprocess_read_place(places + rank))
            return place.processID == 0 ? nil : place
        }
    }

    /// Notes the place of a rank that does not keep it here itself.
    package func note(_ place: RankPlace, of rank: Int) {
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

    /// Kept until the process ends, as its place is.
    private static func zeros(_ byteCount: Int) -> UnsafeMutableRawPointer {
        let memory = UnsafeMutableRawPointer.allocate(byteCount: byteCount, alignment: 64)
        memory.initializeMemory(as: UInt8.self, repeating: 0, count: byteCount)
        return memory
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
private struct Seat: Codable {
    let hostName: String
    /// Equal where processes see each other.
    let host: String
    let processID: Int32
    /// Of the memory that it offers.
    let file: CInt
    let startedUTC: Int

    init(hostName: String, file: CInt) {
        self.hostName = hostName
        // Containers of one machine have the same kernel, but each its own process numbers.
        let boot = ProcessFacts.text(of: "/proc/sys/kernel/random/boot_id")
        host = "\(hostName) \(boot) \(Self.processNumbers)"
        processID = getpid()
        self.file = file
        startedUTC = ProcessFacts.utcSeconds
    }

    /// The name of this process's namespace of process numbers.
    private static var processNumbers: String {
        var bytes = [CChar](repeating: 0, count: 64)
        let count = readlink("/proc/self/ns/pid", &bytes, bytes.count)
        return String(
            decoding: bytes[..<max(0, count)].map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
