import ConvNet
import TextFormats

/// How fast a preset would train on more ranks than there are, by `StepModel`: the batch grows with
/// the ranks, and each host has as many.
package struct ScalingPrediction {
    /// Images of a rank in a step.
    let imagesPerRank: Int
    let ranksPerHost: Int
    let maximalRanks: Int
    /// Of each host's link, each way.
    let megabitsPerSecond: [Double]
    let hidingShare: Double

    /// Of a link's bits, those that are a message's: 1,448 bytes of a frame of 1,538.
    private static let payloadShare = 1448.0 / 1538
    /// Assumed, as Ethernet in one switch often has it.
    private static let latencySeconds = 30e-6

    package init(
        imagesPerRank: Int, ranksPerHost: Int, maximalRanks: Int, megabitsPerSecond: [Double],
        hidingShare: Double
    ) {
        self.imagesPerRank = imagesPerRank
        self.ranksPerHost = ranksPerHost
        self.maximalRanks = maximalRanks
        self.megabitsPerSecond = megabitsPerSecond
        self.hidingShare = hidingShare
    }

    /// - Parameter one: a step of `imagesPerRank` images on one rank.
    /// - Returns: a row for each number of hosts, twice as many as before.
    package func rows(from one: StepBenchmarkResult) -> [ScalingRow] {
        var rows: [ScalingRow] = []
        var hostCount = 1
        while hostCount * ranksPerHost <= maximalRanks {
            for megabits in megabitsPerSecond {
                var model = StepModel(
                    computingSeconds: one.stepSeconds, hidingShare: hidingShare,
                    numberCount: one.numberCount, hostCount: hostCount,
                    ranksPerHost: ranksPerHost,
                    bytesPerSecond: megabits * 1e6 / 8 * Self.payloadShare,
                    latencySeconds: Self.latencySeconds)
                // All but batch statistics and a few counts.
                if one.exchange == Precision.bf16.rawValue { model.bytesPerNumber = 2 }
                let step = model.stepSeconds
                let ranks = hostCount * ranksPerHost
                rows.append(
                    ScalingRow(
                        preset: one.preset, ranks: ranks, hosts: hostCount,
                        megabitsPerSecond: megabits, wireBytes: model.wireByteCount,
                        stepSeconds: step,
                        imagesPerSecond: Double(ranks * imagesPerRank) / step,
                        efficiency: one.stepSeconds / step))
            }
            hostCount *= 2
        }
        return rows
    }

    /// For people: a table of one preset.
    package func text(of rows: [ScalingRow], from one: StepBenchmarkResult) -> String {
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
            \(one.preset) \(one.precision): \(NumberText.grouped(one.numberCount)) numbers, \
            \(imagesPerRank) images a rank in \(QuantityText.measuredSeconds(one.stepSeconds)) \
            (\(one.kernelSet) kernels)

            \(table.text)
            """
    }

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
    /// That a host sends in a step, and receives.
    package let wireBytes: Double
    package let stepSeconds: Double
    package let imagesPerSecond: Double
    /// That of as many ranks which need not exchange anything.
    package let efficiency: Double
}
