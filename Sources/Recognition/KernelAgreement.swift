package import Collectives
package import ConvNet

extension Collective {
    /// The kernel set that all ranks use: the one asked for, or the best that all of them have.
    ///
    /// - Throws: on all ranks alike, `AgreedFailure` (78) naming the ranks whose processor cannot run
    ///   the set that was asked for.
    package func agreedKernels(_ choice: KernelChoice) throws -> KernelSet {
        let own = try agree(exitCode: ExitStatus.code) { try KernelSet.chosen(choice) }
        // Each set's processors can run all sets before it, so the lowest place is common.
        var places = [Int64(KernelSet.available.firstIndex(of: own) ?? 0)]
        try combine(&places, by: .minimum)
        return KernelSet.available[Int(places[0])]
    }
}

extension KernelSet {
    /// The set that one process uses.
    ///
    /// - Throws: `ConfigurationError` when this processor cannot run the one asked for.
    package static func chosen(_ choice: KernelChoice) throws(ConfigurationError) -> KernelSet {
        if choice == .auto { return best }
        guard let named = named(choice.rawValue) else {
            throw ConfigurationError(
                "this processor cannot run the \(choice.rawValue) kernels, only "
                    + available.map(\.name).joined(separator: ", "),
                remedy: "pass --kernels auto")
        }
        return named
    }
}
