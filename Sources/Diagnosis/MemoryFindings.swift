import Collectives
import Glibc
package import Inspection
import TextFormats

/// Findings about shared memory on a host: whether ranks can share memory, and read each other's.
package enum MemoryFindings {
    /// The size of Open MPI's segment for each rank.
    private static let segmentByteCount = 4 << 20

    /// One finding for each host.
    package static func sharedMemory(_ reports: [RankReport]) -> [Finding] {
        let hosts = reports.byHost
        // With one rank on each of several hosts, no ranks share memory.
        let usesWindow = hosts.count == 1 || hosts.count < reports.count
        return hosts.map { host, own in
            // Without MPI, the finding is for a job that uses all processors.
            let rankCount = reports.count > 1 ? own.count : max(1, own[0].processors.count)
            return sharedMemory(
                own[0], rankCount: rankCount, usesWindow: usesWindow,
                subject: hosts.count == 1 ? "/dev/shm" : "/dev/shm, \(host)")
        }
    }

    /// Whether /dev/shm has room for Open MPI's segments, without which no job starts, and for the
    /// window of the sums, without which sums use messages.
    private static func sharedMemory(
        _ report: RankReport, rankCount: Int, usesWindow: Bool, subject: String
    ) -> Finding {
        let remedy =
            "enlarge it: docker run --shm-size=1g, or mount -o remount,size=1g /dev/shm"
        guard report.hasSharedMemory else {
            return .warning(
                subject, "not writable: sums use messages instead, with the same result but slower",
                remedy: "mount a tmpfs there that this user may write")
        }
        let segments = rankCount * segmentByteCount
        let window = usesWindow ? windowByteCount(report.program, rankCount: rankCount) : 0
        let ranks = rankCount == 1 ? "1 rank" : "\(rankCount) ranks"
        guard let free = report.sharedMemoryBytes else {
            return .ok(
                subject,
                "its free space is unknown, \(ranks) need at most"
                    + " \(QuantityText.bytes(segments + window))")
        }
        if free < segments {
            return .bad(
                subject,
                "\(QuantityText.bytes(free)) are free, Open MPI needs"
                    + " \(QuantityText.bytes(segments)) for \(ranks)", remedy: remedy)
        }
        guard free >= segments + window else {
            return .warning(
                subject,
                "\(QuantityText.bytes(free)) are free, \(ranks) need"
                    + " \(QuantityText.bytes(segments + window)) for sums in shared memory"
                    + " (\(report.program.largestPreset)): sums use messages instead, slower",
                remedy: remedy)
        }
        return .ok(
            subject,
            "\(QuantityText.bytes(free)) are free, \(ranks) need at most"
                + " \(QuantityText.bytes(segments + window))")
    }

    /// The size of the shared window for the sum over ranks, of which Open MPI takes 5 % more.
    private static func windowByteCount(_ program: ProgramFacts, rankCount: Int) -> Int {
        guard
            let assignment = try? WorkerAssignment(
                virtualWorkers: max(program.virtualWorkers, rankCount), worldSize: rankCount)
        else { return 0 }
        let vectorCount = (0..<rankCount).reduce(1) { sum, rank in
            sum + assignment.tree.stackDepth(for: assignment.workers(of: rank))
        }
        return vectorCount * program.vectorByteCount / 100 * 105
    }

    /// Whether ranks can copy messages from each other's memory directly, once instead of twice.
    ///
    /// - Parameter errors: for each rank, the errno with which it fails to read the memory of
    ///   another rank on its host; nil if it can, or has no neighbour.
    package static func singleCopy(_ reports: [RankReport], errors: [Int32?]) -> Finding? {
        let subject = "single copy"
        let remedy =
            "sysctl kernel.yama.ptrace_scope=0; in a container --cap-add=SYS_PTRACE, or a kernel"
            + " from 4.8 on"
        for (report, error) in zip(reports, errors) {
            guard let error else { continue }
            let scope = report.traceScope.map { " (ptrace_scope is \($0))" } ?? ""
            return .warning(
                subject,
                "rank \(report.rank) on \(report.host) may not read its neighbour's memory:"
                    + " \(String(cString: strerror(error)))\(scope). Messages within a host are"
                    + " copied twice", remedy: remedy)
        }
        if reports.byHost.contains(where: { $0.reports.count > 1 }) {
            return .ok(subject, "ranks of a host can read each other's memory")
        }
        guard reports.count == 1, let scope = reports[0].traceScope, scope > 1 else { return nil }
        return .warning(
            subject,
            "ptrace_scope is \(scope): ranks may not read each other's memory, so messages within"
                + " a host are copied twice", remedy: remedy)
    }
}
