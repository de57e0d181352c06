package import Inspection
import Launching

/// Findings about binding: on which processors ranks may run, and whether these belong to one NUMA
/// node.
package enum PlacementFindings {
    /// With more ranks on a host, their processors are not listed one by one.
    private static let shownRanks = 8

    /// One finding for each host that reports its NUMA nodes.
    package static func findings(of reports: [RankReport]) -> [Finding] {
        let hosts = reports.byHost
        return hosts.compactMap { host, reports in
            finding(of: reports, subject: hosts.count == 1 ? "placement" : "placement, \(host)")
        }
    }

    /// The NUMA nodes of a host and the binding of its ranks; a warning if a rank may run on
    /// several nodes, since it then reads weights and images from another node's memory:
    ///
    ///     ok  placement  2 NUMA nodes; rank 0 on 0-15, rank 1 on 16-31
    private static func finding(of reports: [RankReport], subject: String) -> Finding? {
        let nodes = reports[0].memoryNodes
        guard !nodes.isEmpty else { return nil }
        let count = nodes.count == 1 ? "1 NUMA node" : "\(nodes.count) NUMA nodes"
        let text = "\(count); \(binding(of: reports))"
        let wide = reports.filter { report in
            nodes.count { !Set($0).isDisjoint(with: report.processors) } > 1
        }
        guard let first = wide.first else { return .ok(subject, text) }
        let names = wide.count == 1 ? "rank \(first.rank)" : "\(wide.count) ranks"
        return .warning(
            subject,
            "\(text)\n\(names) may run far from their memory, on processors of several nodes",
            remedy: "pass --map-by numa --bind-to numa to mpirun")
    }

    /// "unbound", or the processors of each rank.
    private static func binding(of reports: [RankReport]) -> String {
        let all = reports[0].memoryNodes.flatMap(\.self)
        if reports.allSatisfy({ Set($0.processors).isSuperset(of: all) }) {
            return reports.count == 1 ? "unbound" : "ranks are unbound"
        }
        let lists = reports.map { ProcessorList.text($0.processors) }
        if Set(lists).count == 1 { return "on processors \(lists[0])" }
        guard reports.count <= shownRanks else {
            let counts = reports.map(\.processors.count)
            return "ranks are bound to \(counts.min() ?? 0) to \(counts.max() ?? 0) processors each"
        }
        return zip(reports, lists).map { "rank \($0.rank) on \($1)" }.joined(separator: ", ")
    }
}
