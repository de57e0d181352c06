package import Inspection
import Launching

/// Whether every rank has a processor, or gives it away while it waits.
package enum ProcessorFindings {
    /// One finding for each host.
    package static func findings(of reports: [RankReport]) -> [Finding] {
        let hosts = reports.byHost
        return hosts.map { host, reports in
            finding(
                of: reports, subject: hosts.count == 1 ? "processors" : "processors, \(host)")
        }
    }

    /// Whether some ranks share their processors, so that times say little.
    static func isCrowded(_ reports: [RankReport]) -> Bool {
        reports.byHost.contains { crowd(in: $0.reports) != nil }
    }

    private static func finding(of reports: [RankReport], subject: String) -> Finding {
        let processorCount = Set(reports.flatMap(\.processors)).count
        let hostCount = reports[0].hostProcessorCount
        guard let crowd = crowd(in: reports) else {
            let quota =
                reports[0].processorQuota.map { ", for the time of \($0) (a quota)" } ?? ""
            return .ok(
                subject,
                reports.count == 1
                    ? "\(processorCount) of the host's \(hostCount)\(quota); room for"
                        + " \(rankText(wholeProcessors(of: reports)))"
                    : "\(reports.count) ranks on \(processorCount) of the host's \(hostCount)")
        }
        let ranks = crowd.ranks.map(String.init).joined(separator: ", ")
        let names =
            crowd.ranks.count == reports.count ? "\(crowd.ranks.count) ranks" : "ranks \(ranks)"
        let places = crowd.capacity == 1 ? "1 processor" : "\(crowd.capacity) processors"
        if crowd.capacity < hostCount, reports[0].processorQuota == nil,
            reports.count <= hostCount
        {
            return .bad(
                subject, "\(names) are bound to \(places), though the host has \(hostCount)",
                remedy: "pass --bind-to none to mpirun (. scripts/env does), or ask the batch"
                    + " system for one processor a rank")
        }
        if !reports.allSatisfy(\.yields) {
            let slots = reports[0].slotCount.map { "; mpirun was told of \($0) slots" } ?? ""
            return .bad(
                subject,
                "\(names) share \(places) and do not give them away while they wait:"
                    + " sums take hundreds of times as long\(slots)",
                remedy: "export OMPI_MCA_mpi_yield_when_idle=1 (. scripts/env does), or start"
                    + " \(rankText(crowd.capacity))")
        }
        return .warning(
            subject, "\(names) share \(places)",
            remedy: "start \(crowd.capacity) ranks here: the weights are the same, and it is faster"
        )
    }

    private static func rankText(_ count: Int) -> String {
        count == 1 ? "1 rank" : "\(count) ranks"
    }

    /// More ranks than the processors have room for that they may run on.
    private static func crowd(in reports: [RankReport]) -> (ranks: [Int], capacity: Int)? {
        for report in reports where !report.processors.isEmpty {
            let processors = Set(report.processors)
            let bound = reports.filter { processors.isSuperset(of: $0.processors) }
            let capacity = min(processors.count, wholeProcessors(of: reports))
            if bound.count > capacity { return (bound.map(\.rank), capacity) }
        }
        return nil
    }

    /// The ranks that the container's share of the host has room for.
    private static func wholeProcessors(of reports: [RankReport]) -> Int {
        ProcessorShare(
            processors: Array(Set(reports.flatMap(\.processors))),
            quota: reports[0].processorQuota
        ).wholeCount
    }
}
