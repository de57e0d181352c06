import ArgumentParser
import ConvNet
import RunRecords

/// The network: its layers, the weights it starts with and the arithmetic of its layers.
struct NetworkOptions: ParsableArguments {
    @Option(\.network.preset, help: "The network's architecture.", valueName: "name")
    var preset: Setting<RunDescription>

    @Option(
        \.initialWeights,
        help: """
            Start with the weights of this checkpoint or run, of the same preset. If the classes \
            differ, the last layer is drawn at random.
            """, valueName: "model")
    var `init`: Setting<RunSettings>

    @Option(
        \.arithmetic.precision,
        help: "Precision of convolutions; bf16 is faster with AMX or AVX-512 BF16.",
        valueName: "type")
    var precision: Setting<RunDescription>

    @Option(\.arithmetic.kernels, help: KernelOptions.help, valueName: "set")
    var kernels: Setting<RunDescription>
}

extension Preset: ExpressibleByArgument {}
extension Precision: ExpressibleByArgument {}
