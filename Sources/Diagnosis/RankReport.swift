import Collectives
import RunRecords

/// What one rank sees of its process and its host.
package struct RankReport: Codable, Equatable, Sendable {
    package var rank = 0
    package var host = ""
    package var process: Int32 = 0
    package var program = DoctorProgram()

    /// The processors that this process may run on.
    package var processors: [Int] = []
    /// The processors that the host has.
    package var hostProcessorCount = 0
    /// The processors of each NUMA node of the host; empty where the system does not tell.
    package var memoryNodes: [[Int]] = []
    /// How many processors' time the control groups allow, as in a container; nil without a limit.
    package var processorQuota: Double?
    /// The ranks that mpirun thinks the hosts have room for; nil without mpirun.
    package var slotCount: Int?
    /// Whether a rank that waits gives its processor to others.
    package var yields = false
    /// Whether a host that vanishes is noticed in seconds.
    package var noticesLostHosts = false

    /// Whether /dev/shm can be written.
    package var hasSharedMemory = true
    /// The bytes that may still be written to /dev/shm; nil where it does not tell.
    package var sharedMemoryBytes: Int?
    /// `kernel.yama.ptrace_scope`; nil where the kernel has no such rule.
    package var traceScope: Int?
    /// The address of eight bytes that other ranks of the host try to read.
    package var probeAddress: UInt64 = 0

    package init() {}
}

/// What the command knows of the program and this module cannot ask.
package struct DoctorProgram: Codable, Equatable, Sendable {
    package var buildID = ""
    /// The slowest first.
    package var kernelSets: [String] = []
    /// "Open MPI v4.1.4", from the header and from the library.
    package var mpiHeader = ""
    package var mpiLibrary = ""
    /// What `train` takes by default.
    package var virtualWorkers = 1
    /// The images of a worker in a step, by default.
    package var microBatchSize = 1
    /// The preset with the most parameters.
    package var largestPreset = ""
    /// One vector of its sum over ranks.
    package var vectorByteCount = 0
    /// One of its checkpoints.
    package var checkpointByteCount = 0

    package init() {}
}

extension [RankReport] {
    /// The ranks of each host, hosts in the order of their first rank.
    var byHost: [(host: String, reports: [RankReport])] {
        var hosts: [(host: String, reports: [RankReport])] = []
        for report in self {
            if let place = hosts.firstIndex(where: { $0.host == report.host }) {
                hosts[place].reports.append(report)
            } else {
                hosts.append((report.host, [report]))
            }
        }
        return hosts
    }

    /// The first rank whose value is not that of most, in words; nil when all agree.
    func disagreement(_ value: (RankReport) -> String) -> String? {
        OddRanks(map(value)).map { odd in
            "rank \(self[odd.rank].rank) on \(self[odd.rank].host) has \(odd.value),"
                + " \(odd.majorityCount) of \(count) ranks have \(odd.majority)"
        }
    }
}
