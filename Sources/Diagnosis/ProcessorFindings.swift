package import Inspection
import Launching

/// Findings about oversubscription: whether every rank has a processor of its own, and if not,
/// whether it yields while it waits.
package enum ProcessorFindings {
    /// One finding for each host.
    package static func findings(of reports: [RankReport]) -> [Finding] {
        let hosts = reports.byHost
        return hosts.map { host, reports in
            finding(
                of: reports, subject: hosts.count == 1 ? "processors" : "processors, \(host)")
        }
    }

    /// Whether ranks share processors on some host.
    static func isOversubscribed(_ reports: [RankReport]) -> Bool {
        reports.byHost.contains { oversubscription(in: $0.reports) != nil }
    }

    /// The processors of a host's ranks. Bad if ranks are bound to fewer processors than the host
    /// has, or if they share processors and spin while they wait; a warning if they share them and
    /// yield:
    ///
    ///     BAD  processors  8 ranks share 2 processors and do not yield while they wait: …
    private static func finding(of reports: [RankReport], subject: String) -> Finding {
        let processorCount = Set(reports.flatMap(\.processors)).count
        let hostCount = reports[0].hostProcessorCount
        guard let oversubscription = oversubscription(in: reports) else {
            let quota =
                reports[0].processorQuota.map { ", with a quota of \($0)" } ?? ""
            return .ok(
                subject,
                reports.count == 1
                    ? "\(processorCount) of the host's \(hostCount)\(quota); room for"
                        + " \(rankText(wholeProcessors(of: reports)))"
                    : "\(reports.count) ranks on \(processorCount) of the host's \(hostCount)")
        }
        let (ranks, capacity) = oversubscription
        let names =
            ranks.count == reports.count
            ? "\(ranks.count) ranks"
            : "ranks \(ranks.map(String.init).joined(separator: ", "))"
        let processors = capacity == 1 ? "1 processor" : "\(capacity) processors"
        if capacity < hostCount, reports[0].processorQuota == nil, reports.count <= hostCount {
            return .bad(
                subject, "\(names) are bound to \(processors), though the host has \(hostCount)",
                remedy: "pass --bind-to none to mpirun (. scripts/env does), or ask the batch"
                    + " system for one processor per rank")
        }
        if !reports.allSatisfy(\.yields) {
            let slots = reports[0].slotCount.map { "; mpirun was told of \($0) slots" } ?? ""
            return .bad(
                subject,
                "\(names) share \(processors) and do not yield while they wait:"
                    + " sums take hundreds of times as long\(slots)",
                remedy: "export OMPI_MCA_mpi_yield_when_idle=1 (. scripts/env does), or start"
                    + " \(rankText(capacity))")
        }
        return .warning(
            subject, "\(names) share \(processors)",
            remedy: "start \(rankText(capacity)) here: the weights are the same, and it is faster")
    }

    private static func rankText(_ count: Int) -> String {
        count == 1 ? "1 rank" : "\(count) ranks"
    }

    /// The first ranks of a host that are bound to fewer processors than there are of them.
    ///
    /// - Returns: these ranks, and how many of them the processors have room for; nil without any.
    private static func oversubscription(
        in reports: [RankReport]
    ) -> (ranks: [Int], capacity: Int)? {
        for report in reports where !report.processors.isEmpty {
            let processors = Set(report.processors)
            let bound = reports.filter { processors.isSuperset(of: $0.processors) }
            let capacity = min(processors.count, wholeProcessors(of: reports))
            if bound.count > capacity { return (bound.map(\.rank), capacity) }
        }
        return nil
    }

    /// The number of whole processors that the ranks may use, after the container's quota; at least
    /// 1.
    private static func wholeProcessors(of reports: [RankReport]) -> Int {
        ProcessorShare(
            processors: Array(Set(reports.flatMap(\.processors))),
            quota: reports[0].processorQuota
        ).wholeCount
    }
}
