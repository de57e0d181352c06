import Files
import Glibc
import Launching
import RunRecords

extension RankReport {
    /// The report of this process, from the environment, `/proc` and `/sys`.
    static func own(rank: Int, program: ProgramFacts, probeAddress: UInt64) -> RankReport {
        var report = RankReport()
        report.rank = rank
        report.host = CurrentProcess.hostName
        report.process = getpid()
        report.program = program
        let share = ProcessorShare.own
        report.processors = share.processors
        report.processorQuota = share.quota
        report.hostProcessorCount = sysconf(Int32(_SC_NPROCESSORS_ONLN))
        report.memoryNodes = memoryNodes()
        report.slotCount = environment("OMPI_UNIVERSE_SIZE").flatMap { Int($0) }
        // mpirun sets the second one when it starts more ranks than there are slots.
        let yield =
            environment("OMPI_MCA_mpi_yield_when_idle") ?? environment("OMPI_MCA_mpi_oversubscribe")
        report.yields = yield.map { $0 != "0" } ?? false
        report.noticesLostHosts = environment("OMPI_MCA_oob_tcp_keepalive_time") != nil
        let folder = "/dev/shm"
        report.hasSharedMemory = access(folder, W_OK) == 0
        report.sharedMemoryBytes = try? POSIXFileSystem().freeByteCount(at: folder)
        report.traceScope = InputFile.systemText("/proc/sys/kernel/yama/ptrace_scope").flatMap {
            Int($0.prefix { $0 != "\n" })
        }
        report.probeAddress = probeAddress
        return report
    }

    /// The processors of each NUMA node that has any.
    private static func memoryNodes() -> [[Int]] {
        let folder = "/sys/devices/system/node"
        func list(_ file: String) -> [Int] {
            let text = InputFile.systemText("\(folder)/\(file)") ?? ""
            return ProcessorList.parse(text.filter { !$0.isWhitespace })
        }
        return list("online").map { list("node\($0)/cpulist") }.filter { !$0.isEmpty }
    }

    private static func environment(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }
    }
}
