import CProcess
import Collectives
import Glibc
import MessagePassing

/// Shared memory in which each rank of a host publishes its progress and sees that of the others.
///
/// It is an unnamed file (memfd) that the ranks of the host map into memory. It disappears when the
/// last of them ends, for whatever reason.
package final class ProgressBoard: @unchecked Sendable {
    package let rank: Int
    /// A text that identifies the job: the same for all of its ranks, and different for every other
    /// job.
    let jobName: String
    let hostNames: [String]
    /// For each rank, the lowest rank of its host.
    let hostLeaders: [Int]

    private let flag: UnsafeMutablePointer<Int64>
    private let places: UnsafeMutablePointer<cprocess_place>

    var worldSize: Int { hostNames.count }
    /// Whether this rank is the lowest of its host.
    var isLeader: Bool { hostLeaders[rank] == rank }
    var hasOtherHosts: Bool { hostLeaders.contains { $0 != hostLeaders[rank] } }

    /// Whether a rank is on this host, so that it publishes its progress here itself.
    func isLocal(_ rank: Int) -> Bool { hostLeaders[rank] == hostLeaders[self.rank] }

    /// Finds the ranks of this host and shares memory with them. If that fails for any rank, each
    /// rank of the job is treated as a separate host. All ranks must call it at the same point.
    convenience init(_ world: Communicator) throws {
        let file = cprocess_make_memory_file(Self.byteCount(world.worldSize))
        defer { if file >= 0 { close(file) } }
        let seats = try world.allGather(Seat(hostName: world.hostName, file: file))
        var leaders = seats.map { seat in seats.firstIndex { $0.host == seat.host } ?? 0 }
        let leader = seats[leaders[world.rank]]
        let shared = Self.map(
            "/proc/\(leader.processID)/fd/\(leader.file)", worldSize: world.worldSize)
        // The all-reduce is also a barrier: the file must stay open until all ranks of the host
        // have mapped it.
        let isShared = try world.combine(shared == nil ? 0 : 1, by: .minimum) == 1
        if !isShared { leaders = Array(seats.indices) }
        self.init(
            rank: world.rank, jobName: "job \(seats[0].processID) \(seats[0].startedUTC)",
            hostNames: seats.map(\.hostName), hostLeaders: leaders,
            memory: isShared ? shared : nil)
        cprocess_keep_place(places + rank)
    }

    /// - Parameter memory: memory filled with zeros; nil to allocate some.
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

    /// The progress of each rank; nil for a rank of which nothing is known.
    package var seen: [RankPlace?] {
        hostNames.indices.map { rank in
            let place = RankPlace(cprocess_read_place(places + rank))
            return place.processID == 0 ? nil : place
        }
    }

    /// Records the progress of a rank on another host.
    package func note(_ place: RankPlace, of rank: Int) {
        var stored = place.stored
        cprocess_write_place(places + rank, &stored)
    }

    /// Claims the right to report why the job fails, which only the first rank of the host gets.
    /// - Returns: whether this is the first claim.
    func takeWord() -> Bool { cprocess_take_flag(flag) == 0 }

    private static let headerByteCount = 64

    private static func byteCount(_ worldSize: Int) -> Int {
        headerByteCount + worldSize * MemoryLayout<cprocess_place>.stride
    }

    /// Never freed, because the watchdog may read it until the process ends.
    private static func zeros(_ byteCount: Int) -> UnsafeMutableRawPointer {
        let memory = UnsafeMutableRawPointer.allocate(byteCount: byteCount, alignment: 64)
        memory.initializeMemory(as: UInt8.self, repeating: 0, count: byteCount)
        return memory
    }

    /// Maps the file of another process; nil if it cannot be opened, for example because it belongs
    /// to another user.
    private static func map(_ path: String, worldSize: Int) -> UnsafeMutableRawPointer? {
        let file = open(path, O_RDWR | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        let memory = mmap(
            nil, byteCount(worldSize), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0)
        return memory == MAP_FAILED ? nil : memory
    }
}

/// The identity of a rank's process, as exchanged between ranks.
private struct Seat: Codable {
    let hostName: String
    /// Equal for processes that see each other in `/proc`.
    let host: String
    let processID: Int32
    /// The descriptor of the memory file that it offers.
    let file: CInt
    let startedUTC: Int

    init(hostName: String, file: CInt) {
        self.hostName = hostName
        // Containers on one machine share the kernel, but have different process ID namespaces.
        let boot = ProcessFacts.text(of: "/proc/sys/kernel/random/boot_id")
        host = "\(hostName) \(boot) \(Self.processNumbers)"
        processID = getpid()
        self.file = file
        startedUTC = ProcessFacts.utcSeconds
    }

    /// The name of this process's PID namespace.
    private static var processNumbers: String {
        var bytes = [CChar](repeating: 0, count: 64)
        let count = readlink("/proc/self/ns/pid", &bytes, bytes.count)
        return String(
            decoding: bytes[..<max(0, count)].map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
