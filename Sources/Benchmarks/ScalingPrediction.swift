import ConvNet
import TextFormats

/// Predicts by `StepModel` how fast a preset would train on more ranks than this machine has. Weak
/// scaling: the batch grows with the number of ranks. Every host has the same number of ranks.
package struct ScalingPrediction {
    /// The images of a rank in a step.
    let imagesPerRank: Int
    let ranksPerHost: Int
    let maximumRanks: Int
    /// The speed of each host's link, each way; one column of the table for each.
    let megabitsPerSecond: [Double]
    let overlapFraction: Double

    /// The fraction of a link's bits that carry messages: 1,448 of the 1,538 bytes of an Ethernet
    /// frame, with gap and preamble.
    private static let payloadFraction = 1448.0 / 1538
    /// Assumed: typical of Ethernet through one switch.
    private static let latencySeconds = 30e-6

    /// - Parameter overlapFraction: see `StepModel`.
    package init(
        imagesPerRank: Int, ranksPerHost: Int, maximumRanks: Int, megabitsPerSecond: [Double],
        overlapFraction: Double
    ) {
        self.imagesPerRank = imagesPerRank
        self.ranksPerHost = ranksPerHost
        self.maximumRanks = maximumRanks
        self.megabitsPerSecond = megabitsPerSecond
        self.overlapFraction = overlapFraction
    }

    /// - Parameter singleRank: a measured step of `imagesPerRank` images on one rank.
    /// - Returns: a row for 1, 2, 4 … hosts at each speed of links.
    package func rows(from singleRank: StepBenchmarkResult) -> [ScalingRow] {
        var rows: [ScalingRow] = []
        var hostCount = 1
        while hostCount * ranksPerHost <= maximumRanks {
            for megabits in megabitsPerSecond {
                var model = StepModel(
                    computingSeconds: singleRank.stepSeconds, overlapFraction: overlapFraction,
                    elementCount: singleRank.numberCount, hostCount: hostCount,
                    ranksPerHost: ranksPerHost,
                    bytesPerSecond: megabits * 1e6 / 8 * Self.payloadFraction,
                    latencySeconds: Self.latencySeconds)
                // The batch-norm sums and a few counts still travel as 4 bytes; they are few.
                if singleRank.exchange == Precision.bf16.rawValue { model.bytesPerElement = 2 }
                let step = model.stepSeconds
                let ranks = hostCount * ranksPerHost
                rows.append(
                    ScalingRow(
                        preset: singleRank.preset, ranks: ranks, hosts: hostCount,
                        megabitsPerSecond: megabits, wireBytes: model.wireByteCount,
                        stepSeconds: step,
                        imagesPerSecond: Double(ranks * imagesPerRank) / step,
                        efficiency: singleRank.stepSeconds / step))
            }
            hostCount *= 2
        }
        return rows
    }

    /// A table of one preset: images/s and parallel efficiency at each speed of links.
    package func text(
        of rows: [ScalingRow], from singleRank: StepBenchmarkResult
    ) -> String {
        let columns = megabitsPerSecond.flatMap { megabits in
            [Self.rateText(megabits), "share"]
        }
        var table = TextTable(header: ["ranks", "hosts"] + columns)
        for row in stride(from: 0, to: rows.count, by: megabitsPerSecond.count) {
            let cells = rows[row..<row + megabitsPerSecond.count]
            table.append(
                ["\(rows[row].ranks)", "\(rows[row].hosts)"]
                    + cells.flatMap {
                        [
                            NumberText.grouped(Int($0.imagesPerSecond.rounded())),
                            NumberText.fixed($0.efficiency, fractionDigits: 2),
                        ]
                    })
        }
        return """
            \(singleRank.preset) \(singleRank.precision): \
            \(NumberText.grouped(singleRank.numberCount)) values summed, \(imagesPerRank) images per \
            rank in \(QuantityText.measuredSeconds(singleRank.stepSeconds)) \
            (\(singleRank.kernelSet) kernels)

            \(table.text)
            """
    }

    /// The heading of a column: "100 Mbit/s", "10 Gbit/s".
    private static func rateText(_ megabits: Double) -> String {
        megabits < 1000 ? "\(Int(megabits)) Mbit/s" : "\(Int(megabits / 1000)) Gbit/s"
    }
}

/// What `bench scaling` predicts for one number of ranks and one speed of links.
package struct ScalingRow: Encodable, Equatable, Sendable {
    package let preset: String
    package let ranks: Int
    package let hosts: Int
    package let megabitsPerSecond: Double
    /// The bytes that a host sends in a step; it receives as many.
    package let wireBytes: Double
    package let stepSeconds: Double
    package let imagesPerSecond: Double
    /// Parallel efficiency: `imagesPerSecond` divided by what the same ranks would reach if they
    /// had nothing to exchange.
    package let efficiency: Double
}
