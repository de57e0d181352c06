package import Collectives
package import ConvNet

extension Collective {
    /// The kernel set that all ranks use: the one asked for, or the best that all of them have.
    ///
    /// - Throws: on all ranks alike, `AgreedFailure` (78) naming the ranks whose processor cannot run
    ///   the set that was asked for.
    package func agreedKernels(
        _ choice: KernelChoice, for precision: Precision
    ) throws -> KernelSet {
        let own = try agree {
            try KernelSet.chosen(choice, for: precision)
        }
        // Each set's processors can run all sets before it, so the lowest place is common.
        let place = KernelSet.available.firstIndex(of: own) ?? 0
        return KernelSet.available[try combine(place, by: .minimum)]
    }
}

extension KernelSet {
    /// The set that one process uses.
    ///
    /// - Throws: `ConfigurationError` when this processor cannot run the one asked for, or the set
    ///   does not compute in the precision.
    package static func chosen(
        _ choice: KernelChoice, for precision: Precision
    ) throws(ConfigurationError) -> KernelSet {
        if choice == .auto { return best(for: precision) }
        let sets = available(for: precision)
        guard let named = sets.first(where: { $0.name == choice.rawValue }) else {
            throw ConfigurationError(
                "this processor cannot run the \(choice.rawValue) kernels in"
                    + " \(precision.rawValue), only "
                    + sets.map(\.name).joined(separator: ", "),
                remedy: precision == .f32 && KernelSet.named(choice.rawValue) != nil
                    ? "pass --precision bf16, or --kernels auto" : "pass --kernels auto")
        }
        return named
    }
}
