import CKernels

/// The compute kernels for one instruction set. Weights depend on the choice only by whether the
/// processor has a fused multiply-add: `avx2` and `avx512` give the same bits. `avx512bf16`
/// and `amx` add in orders of their own.
package struct KernelSet: @unchecked Sendable, Equatable {
    /// A table of constants that lives as long as the process.
    let functions: UnsafePointer<ckernels_set>

    /// The sets that this processor can run, the slowest first.
    package static let available: [KernelSet] = (0..<ckernels_set_count()).compactMap { index in
        ckernels_set_at(index).map(KernelSet.init)
    }

    /// The sets of this processor that compute in a precision.
    package static func available(for precision: Precision) -> [KernelSet] {
        available.filter { $0.computes(in: precision) }
    }

    package func computes(in precision: Precision) -> Bool { precision == .bf16 || !needsBF16 }

    /// Whether the set's convolutions multiply bfloat16 only.
    package var needsBF16: Bool {
        [KernelChoice.avx512bf16, .amx].contains { $0.rawValue == name }
    }

    /// The fastest set of this processor for a precision.
    package static func best(for precision: Precision) -> KernelSet {
        let sets = available(for: precision)
        return sets[sets.count - 1]
    }

    package static func named(_ name: String) -> KernelSet? {
        available.first { $0.name == name }
    }

    private init(functions: UnsafePointer<ckernels_set>) {
        self.functions = functions
    }

    package var name: String { String(cString: functions.pointee.name) }

    /// The choice that names this set.
    package var choice: KernelChoice {
        guard let choice = KernelChoice(rawValue: name) else {
            preconditionFailure("no --kernels choice names the set \(name)")
        }
        return choice
    }

    /// Runs independent chains of multiply-adds in registers, the limit of all kernels.
    ///
    /// - Returns: the number of scalar multiply-adds, about 12 · 16 for each round.
    package func multiplyAdds(rounds: Int) -> Int { functions.pointee.multiply_adds(rounds) }
}

/// Which kernels a run asks for.
package enum KernelChoice: String, Codable, Sendable, CaseIterable {
    /// The fastest that all ranks have.
    case auto
    case portable
    case avx2
    case avx512
    /// For bfloat16 only: AVX-512's products of pairs.
    case avx512bf16
    /// For bfloat16 only: products by tiles.
    case amx
}

/// How exact the factors of products are. Sums, statistics, parameters and all other
/// arithmetic are in 32-bit floats in both.
package enum Precision: String, Codable, Sendable, CaseIterable {
    case f32
    /// Rounded to bfloat16 (8 significant bits), those of convolutions after Winograd's transforms;
    /// the first convolution, of few channels, stays in 32 bits.
    case bf16
}
