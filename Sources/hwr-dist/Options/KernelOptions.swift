import ArgumentParser
import ConvNet

/// Which compute kernels to use; the precision is that of a checkpoint, or an option of its own.
struct KernelOptions: ParsableArguments {
    static let help = "Compute kernels; auto: the fastest set that all ranks can run."

    @Option(help: ArgumentHelp(help, valueName: "set"))
    var kernels = KernelChoice.auto
}

extension KernelChoice: ExpressibleByArgument {}
