package import Collectives
package import ConvNet

extension Collective {
    /// The kernel set that all ranks use: the one asked for, or the best that all of them have.
    ///
    /// - Parameter available: the sets that this rank's processor can run, the slowest first.
    /// - Throws: on all ranks alike, `AgreedFailure` (78) naming the lowest rank whose processor cannot
    ///   run the set that was asked for.
    package func agreedKernels(
        _ choice: KernelChoice, for precision: Precision,
        available: [KernelSet] = KernelSet.available
    ) throws -> KernelSet {
        let own = try agree {
            try KernelSet.chosen(choice, for: precision, of: available)
        }
        // Each set's processors can run all sets before it, so the lowest place is common.
        let place = available.firstIndex(of: own) ?? 0
        return available[try combine(place, by: .minimum)]
    }
}

extension KernelSet {
    /// The set that one process uses.
    ///
    /// - Parameter available: the sets that its processor can run, the slowest first.
    /// - Throws: `ConfigurationError` when this processor cannot run the one asked for, or the set
    ///   does not compute in the precision.
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
