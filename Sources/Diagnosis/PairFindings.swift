import Evaluation
package import Inspection
import TextFormats

/// Whether some pair of hosts, or of ranks of one host, is far slower than the others.
package enum PairFindings {
    private static let subject = "exchange"
    /// More lines than these say less than the slowest alone.
    private static let shownPairs = 10
    /// A member or a pair that needs so many times as long as most is told of.
    private static let oddRatio = 4.0

    /// - Parameter isCrowded: whether ranks share processors: their times are then no message's.
    package static func finding(
        of speeds: [PairSpeed], between members: PairMembers, reports: [RankReport],
        isCrowded: Bool
    ) -> Finding? {
        guard let slowest = slowest(of: speeds) else { return nil }
        let names = Names(of: members, reports)
        let details = speeds.count <= shownPairs ? speeds.map { line($0, names) } : []
        let text =
            (speeds.count == 1 ? details : [headline(speeds, slowest, names)] + details)
            .joined(separator: "\n")
        if !isCrowded, let odd = odd(of: speeds, names) {
            return .warning(
                subject,
                "\(odd.name): \(QuantityText.seconds(odd.seconds)) for 1 MiB, more than four times as long"
                    + " as most\n\(text)",
                remedy: "look at \(odd.hosts)'s network and load, and choose the network by"
                    + " OMPI_MCA_btl_tcp_if_include")
        }
        return .ok(
            subject, text + (isCrowded ? "\nranks share processors: idle ones are quicker" : ""))
    }

    static func slowest(of speeds: [PairSpeed]) -> PairSpeed? {
        speeds.max { $0.mebibyteSeconds < $1.mebibyteSeconds }
    }

    /// What needs `oddRatio` times as long as most: a member in all of its pairs, compared with those
    /// between the others, or else a pair.
    private static func odd(
        of speeds: [PairSpeed], _ names: Names
    ) -> (name: String, hosts: String, seconds: Double)? {
        guard speeds.count > 2, let slowest = slowest(of: speeds) else { return nil }
        func limit(_ speeds: [PairSpeed]) -> Double {
            oddRatio * SampleStatistics.median(of: speeds.map(\.mebibyteSeconds))
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

    private static func line(_ speed: PairSpeed, _ names: Names) -> String {
        "\(names.pair(speed)): \(QuantityText.seconds(speed.latencySeconds)) for a float,"
            + " \(rate(speed.bytesPerSecond)) each way for 1 MiB"
    }

    static func rate(_ bytesPerSecond: Double) -> String {
        "\(QuantityText.bytes(Int(bytesPerSecond.rounded())))/s"
    }

    /// What members are called.
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
