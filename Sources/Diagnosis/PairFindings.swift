import Evaluation
package import Inspection
import TextFormats

/// Whether some pair of ranks is far slower than the others.
package enum PairFindings {
    private static let subject = "exchange"
    /// More lines than these say less than the slowest alone.
    private static let shownPairs = 10

    /// - Parameter isCrowded: whether ranks share processors: their times are then no message's.
    package static func finding(
        of speeds: [PairSpeed], reports: [RankReport], isCrowded: Bool
    ) -> Finding? {
        guard let slowest = slowest(of: speeds) else { return nil }
        let details = speeds.count <= shownPairs ? speeds.map(line) : []
        let text = (speeds.count == 1 ? details : [headline(speeds, slowest)] + details)
            .joined(separator: "\n")
        if !isCrowded, let odd = odd(of: speeds, reports) {
            return .warning(
                subject,
                "\(pair(odd)) need \(QuantityText.seconds(odd.mebibyteSeconds)) for 1 MiB,"
                    + " four times as long as most\n\(text)",
                remedy: "look at \(reports[odd.a].host)'s and \(reports[odd.b].host)'s network and"
                    + " load, and choose it by OMPI_MCA_btl_tcp_if_include")
        }
        return .ok(
            subject, text + (isCrowded ? "\nranks share processors: idle ones are quicker" : ""))
    }

    private static func slowest(of speeds: [PairSpeed]) -> PairSpeed? {
        speeds.max { $0.mebibyteSeconds < $1.mebibyteSeconds }
    }

    /// A pair that takes four times as long as the median of its kind: in a host, or between two.
    private static func odd(of speeds: [PairSpeed], _ reports: [RankReport]) -> PairSpeed? {
        for isInside in [true, false] {
            let kind = speeds.filter { (reports[$0.a].host == reports[$0.b].host) == isInside }
            let median = SampleStatistics.median(of: kind.map(\.mebibyteSeconds))
            if kind.count > 2, let slowest = slowest(of: kind),
                slowest.mebibyteSeconds > 4 * median
            {
                return slowest
            }
        }
        return nil
    }

    private static func headline(_ speeds: [PairSpeed], _ slowest: PairSpeed) -> String {
        let latency = SampleStatistics.median(of: speeds.map(\.latencySeconds))
        let rate = rate(SampleStatistics.median(of: speeds.map(\.bytesPerSecond)))
        return
            "median of \(speeds.count) pairs: \(QuantityText.seconds(latency)) for a float, \(rate) each way for 1 MiB;"
            + " slowest \(pair(slowest))"
    }

    private static func line(_ speed: PairSpeed) -> String {
        "\(pair(speed)): \(QuantityText.seconds(speed.latencySeconds)) for a float,"
            + " \(rate(speed.bytesPerSecond)) each way for 1 MiB"
    }

    private static func pair(_ speed: PairSpeed) -> String { "ranks \(speed.a) and \(speed.b)" }

    private static func rate(_ bytesPerSecond: Double) -> String {
        "\(QuantityText.bytes(Int(bytesPerSecond.rounded())))/s"
    }
}
