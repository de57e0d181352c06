import ArgumentParser
import Benchmarks
import Collectives
import ConvNet
import Recognition
import Training

extension BenchCommand {
    struct Scaling: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "scaling",
            abstract: "Predict the speed of training on many hosts.",
            discussion: """
                Times a step on one core and adds the cost of the all-reduce between hosts by the \
                model of docs/scaling.md. Prints images/s and the scaling efficiency: their share of \
                what as many ranks would reach without any exchange. The batch grows with the ranks \
                (weak scaling). Not modelled: cores that slow each other down on a busy host.
                """)

        @Option(help: ArgumentHelp("The network.", discussion: "Default: all."))
        var preset: Preset?

        @Option(help: "The precision of convolutions.")
        var precision = Precision.f32

        @Option(help: "The data type of the gradients' all-reduce.")
        var exchange = Precision.f32

        @Option(help: ArgumentHelp("Images per rank and step.", valueName: "n"))
        var imagesPerRank = 32

        @Option(help: ArgumentHelp("Ranks per host.", valueName: "n"))
        var ranksPerHost = 32

        @Option(help: ArgumentHelp("Predict up to this many ranks.", valueName: "n"))
        var ranks = 1024

        @Option(parsing: .upToNextOption, help: "Speeds of the hosts' links, in Mbit/s.")
        var megabits = [1000.0, 10_000, 100_000]

        @Option(help: ArgumentHelp("Virtual workers per rank.", valueName: "n"))
        var workersPerRank = 1

        @Option(
            help: ArgumentHelp(
                "Share of a step's compute time during which gradients can be sent, 0 to 1.",
                discussion: "Default: half of the backward pass of a rank's last worker."))
        var hidingShare: Double?

        @Option(
            help: ArgumentHelp(
                "Compute time of a step in seconds.", discussion: "Default: it is measured."))
        var computing: Double?

        @OptionGroup var arithmetic: KernelOptions

        @Option(help: "Time to measure each network.")
        var seconds = 2.0

        @Flag(help: "Print one JSON line per prediction.")
        var json = false

        func validate() throws {
            for (name, value) in [
                ("--images-per-rank", imagesPerRank), ("--ranks-per-host", ranksPerHost),
                ("--ranks", ranks), ("--workers-per-rank", workersPerRank),
            ] {
                guard (1...1_000_000).contains(value) else {
                    throw ValidationError("\(name) takes a number from 1 to 1000000")
                }
            }
            guard ranksPerHost <= ranks else {
                throw ValidationError("--ranks takes a number from --ranks-per-host on")
            }
            guard !megabits.isEmpty, megabits.allSatisfy({ $0 > 0 && $0 <= 1e9 }) else {
                throw ValidationError("--megabits takes numbers above 0, up to 1e9")
            }
            guard (0...1).contains(hidingShare ?? 0) else {
                throw ValidationError("--hiding-share takes a number from 0 to 1")
            }
            guard computing.map({ $0 > 0 && $0 <= 3600 }) ?? true else {
                throw ValidationError("--computing takes a number above 0, up to 3600")
            }
            try BenchCommand.requireLegal(seconds: seconds)
        }

        func run() throws {
            try runAlone {
                let prediction = ScalingPrediction(
                    imagesPerRank: imagesPerRank, ranksPerHost: ranksPerHost, maximumRanks: ranks,
                    megabitsPerSecond: megabits,
                    overlapFraction: hidingShare
                        ?? StepModel.overlapFraction(workersPerRank: workersPerRank))
                let kernels = try KernelSet.chosen(arithmetic.kernels, for: precision)
                for preset in preset.map({ [$0] }) ?? Preset.allCases {
                    var one = try StepBenchmark(
                        preset: preset, batchSize: imagesPerRank, virtualWorkers: 1,
                        seconds: seconds, precision: precision, exchange: exchange, kernels: kernels
                    ).run(in: GroupOfOne(), context: .silent)
                    if let computing { one.stepSeconds = computing }
                    let rows = prediction.rows(from: one)
                    if json {
                        for row in rows { try BenchCommand.show(row, text: "", asJSON: true) }
                    } else {
                        try StandardOutput.write(prediction.text(of: rows, from: one) + "\n")
                    }
                }
            }
        }
    }
}
