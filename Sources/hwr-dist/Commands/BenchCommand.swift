import ArgumentParser
import Benchmarks
import Collectives
import ConvNet
import Failures
import Glibc
import MessagePassing
import Recognition
import RunRecords
import Supervision
import Training

struct BenchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Measure training steps, kernels, the all-reduce of gradients and data loading.",
        subcommands: [Step.self, Kernels.self, Exchange.self, Data.self, Scaling.self])

    struct Step: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "step",
            abstract: "Time whole training steps on images in memory.",
            discussion: "Alone or under mpirun; the batch is divided among the ranks.")

        @Option(help: "The network.")
        var preset = Preset.compact

        @Option(help: "The precision of convolutions.")
        var precision = Precision.f32

        @Option(help: "The data type of the gradients' all-reduce.")
        var exchange = Precision.f32

        @Option(help: ArgumentHelp("Images per step, over all ranks.", valueName: "n"))
        var batchSize = 256

        @Option(help: "Time to measure.")
        var seconds = 5.0

        @Option(help: ArgumentHelp("Parts that each batch is divided into.", valueName: "n"))
        var virtualWorkers = 8

        @OptionGroup var arithmetic: KernelOptions

        @Flag(help: "Print one JSON line.")
        var json = false

        func validate() throws {
            guard virtualWorkers > 0, batchSize > 0, batchSize % virtualWorkers == 0 else {
                throw ValidationError("--batch-size takes a multiple of --virtual-workers")
            }
            try BenchCommand.requireLegal(seconds: seconds)
        }

        func run() throws {
            let code = runRanks { world in
                try world.requireEqualOptions(
                    "\(preset) \(batchSize) \(seconds) \(virtualWorkers) \(precision) \(exchange)"
                        + " \(arithmetic.kernels)")
                let benchmark = StepBenchmark(
                    preset: preset, batchSize: batchSize, virtualWorkers: virtualWorkers,
                    seconds: seconds, precision: precision, exchange: exchange,
                    kernels: try world.agreedKernels(arithmetic.kernels, for: precision))
                let result = try FittingCommands.suggesting(batchSize: batchSize) {
                    try benchmark.run(in: world, context: .current(in: world))
                }
                guard world.isRoot else { return .done }
                try BenchCommand.show(result, text: result.text, asJSON: json)
                return .done
            }
            throw ExitCode(code)
        }
    }
}

extension BenchCommand {
    /// What all benchmarks ask of `--seconds`.
    static func requireLegal(seconds: Double) throws {
        guard seconds > 0, seconds <= 3600 else {
            throw ValidationError("--seconds takes a number above 0, up to 3600")
        }
    }

    /// Prints a result as one line of JSON, or for people.
    static func show(_ result: some Encodable, text: String, asJSON: Bool) throws {
        try StandardOutput.write(
            asJSON ? String(decoding: try JSONFile.line(result), as: UTF8.self) : text)
    }
}

extension Communicator {
    /// Requires that all ranks run the same program with the same options.
    ///
    /// - Throws: on all ranks alike, naming the odd rank.
    func requireEqualOptions(_ options: String) throws {
        _ = try requireEqual(
            RankFacts(
                RankFacts.program(buildID: ProcessFacts.buildID) + [
                    RankFacts.Fact(
                        "the options", options, remedy: "give all ranks the same options")
                ], hostName: hostName))
    }
}
