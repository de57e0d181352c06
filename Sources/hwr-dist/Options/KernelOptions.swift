import ArgumentParser
import ConvNet

/// Which compute kernels to use; the precision is that of a checkpoint, or an option of its own.
struct KernelOptions: ParsableArguments {
    static let help = "The compute kernels; auto is the fastest that all ranks' processors can run."

    @Option(help: ArgumentHelp(help))
    var kernels = KernelChoice.auto
}

extension KernelChoice: ExpressibleByArgument {}
