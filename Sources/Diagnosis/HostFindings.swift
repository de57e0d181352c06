package import Inspection
import Launching
import TextFormats

/// Findings about the hosts: their ranks, names and clocks, and whether a lost host would be
/// noticed.
package enum HostFindings {
    /// - Parameter clocks: how far each rank's clock is ahead of rank 0's; empty if not measured.
    package static func findings(
        of reports: [RankReport], clocks: [ClockOffset]
    ) -> [Finding] {
        let hosts = reports.byHost
        var findings: [Finding] = []
        if reports.count > 1 {
            let list = hosts.map { "\($0.host) (\($0.reports.count))" }.joined(separator: ", ")
            findings.append(.ok("hosts", "\(reports.count) ranks on \(list)"))
        }
        if hosts.count > 1, !reports.allSatisfy(\.noticesLostHosts) {
            findings.append(
                .warning(
                    "lost hosts", "mpirun would notice a lost host only after about 8 minutes",
                    remedy: "export OMPI_MCA_oob_tcp_keepalive_time=5, _intvl=2 and _probes=3 where"
                        + " mpirun starts (. scripts/env does)"))
        }
        if let finding = clock(of: reports, clocks) { findings.append(finding) }
        return findings
    }

    /// A finding if mpirun cannot work on this host because of the host's name.
    package static func name(of report: RankReport) -> [Finding] {
        guard let error = HostNameError(report.host, library: report.program.mpiLibrary) else {
            return []
        }
        return [.bad("host name", error)]
    }

    /// A finding if mpirun cannot work under this process's limit on the size of files.
    package static func smallFiles(limit: UInt64?) -> [Finding] {
        guard let error = SmallFilesError(limit: limit) else { return [] }
        return [.bad("file size limit", error)]
    }

    /// The largest clock offset; a warning if it is certainly more than one second.
    private static func clock(of reports: [RankReport], _ clocks: [ClockOffset]) -> Finding? {
        guard
            let worst = clocks.max(by: { $0.seconds.magnitude < $1.seconds.magnitude })
        else { return nil }
        let offset = QuantityText.seconds(worst.seconds.magnitude)
        // An asymmetric delay of the messages looks like a clock difference of up to
        // `errorSeconds`.
        if worst.seconds.magnitude <= 1 + worst.errorSeconds {
            return .ok("clocks", "within \(offset) of rank 0's")
        }
        return .warning(
            "clocks",
            "rank \(worst.rank)'s on \(reports[worst.rank].host) is \(offset)"
                + " \(worst.seconds > 0 ? "ahead of" : "behind") rank 0's on \(reports[0].host)",
            remedy: "synchronise the hosts with one NTP server; until then, times of log lines and"
                + " files cannot be compared")
    }
}
