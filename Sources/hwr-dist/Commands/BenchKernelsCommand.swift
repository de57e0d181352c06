import ArgumentParser
import Benchmarks
import ConvNet
import Glibc
import Recognition

extension BenchCommand {
    struct Kernels: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "kernels",
            abstract: "Time each layer of a network next to the machine's limits.",
            discussion: """
                Convolutions, activations and dense layers, forward and backward, on one core: \
                32 images of 32x32 pixels per call, 28 classes. The limits (32-bit multiply-adds \
                in registers, copies within the second-level cache and in memory) are measured \
                alternately with the layers. Packing the weights, once per step, is not included.
                """)

        @Option(help: "The network.")
        var preset = Preset.compact

        @Option(help: "The precision of convolutions.")
        var precision = Precision.f32

        @OptionGroup var arithmetic: KernelOptions

        @Option(help: "Time to measure.")
        var seconds = 5.0

        @Flag(help: "Print one JSON line.")
        var json = false

        func validate() throws {
            try BenchCommand.requireLegal(seconds: seconds)
        }

        func run() throws {
            try runAlone {
                let result = KernelBenchmark(
                    preset: preset, precision: precision,
                    kernels: try KernelSet.chosen(arithmetic.kernels, for: precision),
                    seconds: seconds, caches: .ofThisMachine
                ).run()
                try BenchCommand.show(result, text: result.text, asJSON: json)
            }
        }
    }
}

extension CacheSizes {
    fileprivate static var ofThisMachine: CacheSizes {
        CacheSizes(
            secondLevel: sysconf(Int32(_SC_LEVEL2_CACHE_SIZE)),
            lastLevel: sysconf(Int32(_SC_LEVEL3_CACHE_SIZE)))
    }
}
