package import Collectives
package import ConvNet

extension Collective {
    /// The kernel set that all ranks use: the requested one, or the fastest that all CPUs support.
    /// All ranks must use the same set, because sets round differently.
    ///
    /// - Parameter available: the sets that this rank's CPU supports, slowest first.
    /// - Throws: on all ranks, `AgreedFailure` (exit code 78) that names the lowest rank whose CPU
    ///   does not support the requested set.
    package func agreedKernels(
        _ choice: KernelChoice, for precision: Precision,
        available: [KernelSet] = KernelSet.available
    ) throws -> KernelSet {
        let own = try agree {
            try KernelSet.chosen(choice, for: precision, of: available)
        }
        // Sets are ordered by inclusion: a CPU that supports a set supports all sets before it. So
        // every rank supports the set with the minimum index.
        let place = available.firstIndex(of: own) ?? 0
        return available[try combine(place, by: .minimum)]
    }
}

extension KernelSet {
    /// The set that a single process uses.
    ///
    /// - Parameter available: the sets that its CPU supports, slowest first.
    /// - Throws: `ConfigurationError` if this CPU does not support the requested set, or the set
    ///   does not support the precision.
    package static func chosen(
        _ choice: KernelChoice, for precision: Precision, of available: [KernelSet] = available
    ) throws(ConfigurationError) -> KernelSet {
        let sets = available.filter { $0.computes(in: precision) }
        if choice == .auto, let best = sets.last { return best }
        guard let named = sets.first(where: { $0.name == choice.rawValue }) else {
            throw ConfigurationError(
                "this processor cannot run the \(choice.rawValue) kernels in"
                    + " \(precision.rawValue), only "
                    + sets.map(\.name).joined(separator: ", "),
                remedy: precision == .f32 && available.contains { $0.name == choice.rawValue }
                    ? "pass --precision bf16, or --kernels auto" : "pass --kernels auto")
        }
        return named
    }
}
