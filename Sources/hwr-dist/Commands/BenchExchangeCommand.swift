import ArgumentParser
import Benchmarks
import Collectives
import Failures
import MessagePassing

extension BenchCommand {
    struct Exchange: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "exchange",
            abstract: "Time the all-reduce of vectors over all ranks.",
            discussion: """
                Alone or under mpirun. The numbers are those of the slowest rank, compared with a copy of \
                one vector in memory.
                """)

        @Option(help: ArgumentHelp("Floats per vector.", valueName: "n"))
        var elements = 1_048_576

        @Option(
            help: ArgumentHelp(
                "Vectors to add, divided among the ranks; at least their number.",
                valueName: "n"))
        var virtualWorkers = 8

        @Option(help: "Time to measure.")
        var seconds = 5.0

        @Flag(help: "Print one JSON line.")
        var json = false

        func validate() throws {
            guard (1...1 << 27).contains(elements) else {
                throw ValidationError("--elements takes a number from 1 to \(1 << 27)")
            }
            guard (1...4096).contains(virtualWorkers) else {
                throw ValidationError("--virtual-workers takes a number from 1 to 4096")
            }
            try BenchCommand.requireLegal(seconds: seconds)
        }

        func run() throws {
            let code = runRanks { world in
                try world.requireEqualOptions("\(elements) \(virtualWorkers) \(seconds)")
                let result = try ExchangeBenchmark(
                    elementCount: elements, virtualWorkers: virtualWorkers, seconds: seconds
                ).run(in: world)
                guard world.isRoot else { return .done }
                try BenchCommand.show(result, text: result.text, asJSON: json)
                return .done
            }
            throw ExitCode(code)
        }
    }
}
