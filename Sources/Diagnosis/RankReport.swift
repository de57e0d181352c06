import Collectives
import RunRecords

/// What one rank finds out about its process and its host, as data: the findings are functions of
/// all ranks' reports, and can be tested without a cluster.
package struct RankReport: Codable, Equatable, Sendable {
    package var rank = 0
    /// The host's name.
    package var host = ""
    /// The process id.
    package var process: Int32 = 0
    package var program = ProgramFacts()

    /// The processors that this process may run on.
    package var processors: [Int] = []
    /// The processors that the host has.
    package var hostProcessorCount = 0
    /// The processors of each NUMA node of the host; empty if the system does not report them.
    package var memoryNodes: [[Int]] = []
    /// The CPU quota of the control groups, in processors; nil without a limit.
    package var processorQuota: Double?
    /// The slots of mpirun: the number of ranks it thinks the hosts have room for. Nil without
    /// mpirun.
    package var slotCount: Int?
    /// Whether a rank that waits yields its processor (`mpi_yield_when_idle`).
    package var yields = false
    /// Whether mpirun notices a lost host in seconds (TCP keepalive).
    package var noticesLostHosts = false

    /// Whether /dev/shm can be written.
    package var hasSharedMemory = true
    /// The free space of /dev/shm; nil if it is not reported.
    package var sharedMemoryBytes: Int?
    /// `kernel.yama.ptrace_scope`; nil if the kernel has no such setting.
    package var traceScope: Int?
    /// The address of eight bytes that other ranks of the host try to read.
    package var probeAddress: UInt64 = 0

    package init() {}
}

/// Facts about the program, which the command supplies: this module imports neither MPI nor the
/// networks.
package struct ProgramFacts: Codable, Equatable, Sendable {
    /// The linker's identification of the program file, in hexadecimal.
    package var buildID = ""
    /// The kernel sets that this processor can run, the slowest first.
    package var kernelSets: [String] = []
    /// "Open MPI v4.1.4", as in the header that the program was built with.
    package var mpiHeader = ""
    /// The same, as the library reports it at run time.
    package var mpiLibrary = ""
    /// The default of `train`.
    package var virtualWorkers = 1
    /// The images of a worker in a step, with the defaults of `train`.
    package var microBatchSize = 1
    /// The preset with the most parameters.
    package var largestPreset = ""
    /// The size of one vector of its sum over ranks.
    package var vectorByteCount = 0
    /// The size of one of its checkpoints.
    package var checkpointByteCount = 0

    package init() {}
}

extension [RankReport] {
    /// The ranks of each host, hosts in the order of their first rank.
    var byHost: [(host: String, reports: [RankReport])] {
        var hosts: [(host: String, reports: [RankReport])] = []
        for report in self {
            if let index = hosts.firstIndex(where: { $0.host == report.host }) {
                hosts[index].reports.append(report)
            } else {
                hosts.append((report.host, [report]))
            }
        }
        return hosts
    }

    /// A sentence about the first rank whose value differs from most; nil if all agree.
    func disagreement(_ value: (RankReport) -> String) -> String? {
        DeviatingRank(map(value)).map { odd in
            "rank \(self[odd.rank].rank) on \(self[odd.rank].host) has \(odd.value),"
                + " \(odd.majorityCount) of \(count) ranks have \(odd.majority)"
        }
    }
}
