import Collectives
import Glibc
package import Inspection
import TextFormats

/// Whether the ranks of a host can share memory, and read each other's.
package enum MemoryFindings {
    /// Open MPI keeps a segment of 4 MiB for each rank.
    private static let segmentByteCount = 4 << 20

    /// One finding for each host.
    package static func sharedMemory(_ reports: [RankReport]) -> [Finding] {
        let hosts = reports.byHost
        // Ranks that are alone on their hosts have nobody to share memory with.
        let usesWindow = hosts.count == 1 || hosts.count < reports.count
        return hosts.map { host, own in
            // A process alone asks for a job on all processors.
            let rankCount = reports.count > 1 ? own.count : max(1, own[0].processors.count)
            return sharedMemory(
                own[0], rankCount: rankCount, usesWindow: usesWindow,
                subject: hosts.count == 1 ? "/dev/shm" : "/dev/shm, \(host)")
        }
    }

    private static func sharedMemory(
        _ report: RankReport, rankCount: Int, usesWindow: Bool, subject: String
    ) -> Finding {
        let remedy =
            "enlarge it: docker run --shm-size=1g, or mount -o remount,size=1g /dev/shm"
        guard report.hasSharedMemory else {
            return .warning(
                subject, "it cannot be written: sums go by messages, with the same bits but slower",
                remedy: "mount a tmpfs there that this user may write")
        }
        let segments = rankCount * segmentByteCount
        let window = usesWindow ? windowByteCount(report.program, rankCount: rankCount) : 0
        let ranks = rankCount == 1 ? "1 rank" : "\(rankCount) ranks"
        guard let free = report.sharedMemoryBytes else {
            return .ok(
                subject,
                "it does not tell how much is free, \(ranks) need at most"
                    + " \(QuantityText.bytes(segments + window))")
        }
        if free < segments {
            return .bad(
                subject,
                "\(QuantityText.bytes(free)) are free, Open MPI takes"
                    + " \(QuantityText.bytes(segments)) for \(ranks)", remedy: remedy)
        }
        guard free >= segments + window else {
            return .warning(
                subject,
                "\(QuantityText.bytes(free)) are free, \(ranks) need"
                    + " \(QuantityText.bytes(segments + window)) for sums in place"
                    + " (\(report.program.largestPreset)): they go by messages, slower",
                remedy: remedy)
        }
        return .ok(
            subject,
            "\(QuantityText.bytes(free)) are free, \(ranks) need at most"
                + " \(QuantityText.bytes(segments + window))")
    }

    /// The shared window of the sum over ranks, with Open MPI's 5 % more.
    private static func windowByteCount(_ program: DoctorProgram, rankCount: Int) -> Int {
        guard
            let assignment = try? WorkerAssignment(
                virtualWorkers: max(program.virtualWorkers, rankCount), worldSize: rankCount)
        else { return 0 }
        let vectorCount = (0..<rankCount).reduce(1) { sum, rank in
            sum + assignment.tree.stackDepth(for: assignment.workers(of: rank))
        }
        return vectorCount * program.vectorByteCount / 100 * 105
    }

    /// - Parameter errors: for each rank why it cannot read the memory of another rank of its host;
    ///   nil when it can or has no neighbour.
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
                    + " \(String(cString: strerror(error)))\(scope). Messages in a host are copied"
                    + " twice", remedy: remedy)
        }
        if reports.byHost.contains(where: { $0.reports.count > 1 }) {
            return .ok(subject, "ranks of a host read each other's memory")
        }
        guard reports.count == 1, let scope = reports[0].traceScope, scope > 1 else { return nil }
        return .warning(
            subject,
            "ptrace_scope is \(scope): ranks may not read each other's memory, messages in"
                + " a host are copied twice", remedy: remedy)
    }
}
