import Evaluation
package import Inspection
import TextFormats

/// Findings about the speed of messages between hosts, or between the ranks of a single host:
/// whether one of them, or a pair, is far slower than the others.
package enum PairFindings {
    private static let subject = "exchange"
    /// With more pairs, only the median and the slowest pair are printed.
    private static let shownPairs = 10
    /// A member or pair is an outlier above this multiple of the median time.
    private static let outlierRatio = 4.0

    /// - Parameters:
    ///   - members: the hosts or ranks between which `speeds` were measured.
    ///   - isOversubscribed: whether ranks share processors. The times then include waiting for a
    ///     processor, and no outlier is reported.
    package static func finding(
        of speeds: [PairSpeed], between members: PairMembers, reports: [RankReport],
        isOversubscribed: Bool
    ) -> Finding? {
        guard let slowest = slowest(of: speeds) else { return nil }
        let names = Names(of: members, reports)
        let details = speeds.count <= shownPairs ? speeds.map { line($0, names) } : []
        let text =
            (speeds.count == 1 ? details : [headline(speeds, slowest, names)] + details)
            .joined(separator: "\n")
        if !isOversubscribed, let outlier = outlier(of: speeds, names) {
            let time = QuantityText.seconds(outlier.seconds)
            return .warning(
                subject,
                "\(outlier.name): \(time) for 1 MiB, more than four times as long as most\n\(text)",
                remedy: "check \(outlier.hosts)'s network and load, and choose the network by"
                    + " OMPI_MCA_btl_tcp_if_include")
        }
        let note = "\nranks share processors; without that, messages are faster"
        return .ok(subject, text + (isOversubscribed ? note : ""))
    }

    /// The pair that takes the longest for 1 MiB; nil without pairs.
    static func slowest(of speeds: [PairSpeed]) -> PairSpeed? {
        speeds.max { $0.mebibyteSeconds < $1.mebibyteSeconds }
    }

    /// A member that is slow in all of its pairs, compared with the pairs of the others, or else a
    /// slow pair; nil without one.
    private static func outlier(
        of speeds: [PairSpeed], _ names: Names
    ) -> (name: String, hosts: String, seconds: Double)? {
        guard speeds.count > 2, let slowest = slowest(of: speeds) else { return nil }
        func limit(_ speeds: [PairSpeed]) -> Double {
            outlierRatio * SampleStatistics.median(of: speeds.map(\.mebibyteSeconds))
        }
        for member in [slowest.a, slowest.b] {
            let own = speeds.filter { $0.has(member) }
            let limit = limit(speeds.filter { !$0.has(member) })
            if own.allSatisfy({ $0.mebibyteSeconds > limit }) {
                return (names.alone(member), names.host(member), slowest.mebibyteSeconds)
            }
        }
        guard slowest.mebibyteSeconds > limit(speeds) else { return nil }
        return (
            names.pair(slowest), "\(names.host(slowest.a))'s and \(names.host(slowest.b))",
            slowest.mebibyteSeconds
        )
    }

    /// All pairs in one line: the median, and the slowest pair.
    private static func headline(
        _ speeds: [PairSpeed], _ slowest: PairSpeed, _ names: Names
    ) -> String {
        let latency = SampleStatistics.median(of: speeds.map(\.latencySeconds))
        let rate = rate(SampleStatistics.median(of: speeds.map(\.bytesPerSecond)))
        return
            "median of \(speeds.count) pairs: \(QuantityText.seconds(latency)) for a float,"
            + " \(rate) each way for 1 MiB; slowest \(names.pair(slowest))"
            + " (\(self.rate(slowest.bytesPerSecond)))"
    }

    /// One pair: "node1 and node2: 45 µs for a float, 110 MiB/s each way for 1 MiB".
    private static func line(_ speed: PairSpeed, _ names: Names) -> String {
        "\(names.pair(speed)): \(QuantityText.seconds(speed.latencySeconds)) for a float,"
            + " \(rate(speed.bytesPerSecond)) each way for 1 MiB"
    }

    /// A rate for people: "110 MiB/s".
    static func rate(_ bytesPerSecond: Double) -> String {
        "\(QuantityText.bytes(Int(bytesPerSecond.rounded())))/s"
    }

    /// How members are named in messages: "node1", or "rank 3" on a single host.
    struct Names {
        private let members: PairMembers
        private let reports: [RankReport]

        init(of members: PairMembers, _ reports: [RankReport]) {
            self.members = members
            self.reports = reports
        }

        func host(_ member: Int) -> String { reports[members.ranks[member][0]].host }

        func alone(_ member: Int) -> String {
            members.areHosts ? host(member) : "rank \(member)"
        }

        func pair(_ speed: PairSpeed) -> String {
            members.areHosts
                ? "\(host(speed.a)) and \(host(speed.b))" : "ranks \(speed.a) and \(speed.b)"
        }
    }
}
