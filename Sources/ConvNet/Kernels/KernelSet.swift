import CKernels

/// The compute kernels for one instruction set. The choice affects the bits of the weights: `avx2`
/// and `avx512` give the same bits, because both have a fused multiply-add and add in the same
/// order. `portable` has no fused multiply-add on x86-64, and `avx512bf16` and `amx` add in other
/// orders.
///
/// All ranks of a run must use the same set; see `Collective.agreedKernels`.
package struct KernelSet: @unchecked Sendable, Equatable {
    /// A table of C functions that is a constant of the program.
    let functions: UnsafePointer<ckernels_set>

    /// The sets that this processor can run, slowest first.
    package static let available: [KernelSet] = (0..<ckernels_set_count()).compactMap { index in
        ckernels_set_at(index).map(KernelSet.init)
    }

    /// The sets of this processor that can compute in a precision, slowest first.
    package static func available(for precision: Precision) -> [KernelSet] {
        available.filter { $0.computes(in: precision) }
    }

    /// Whether the set can compute in a precision.
    package func computes(in precision: Precision) -> Bool { precision == .bf16 || !needsBF16 }

    /// Whether the set's convolutions can only multiply bfloat16.
    package var needsBF16: Bool {
        [KernelChoice.avx512bf16, .amx].contains { $0.rawValue == name }
    }

    /// The fastest set of this processor for a precision.
    package static func best(for precision: Precision) -> KernelSet {
        let sets = available(for: precision)
        return sets[sets.count - 1]
    }

    /// The set with this name, such as `avx2`; nil if this processor cannot run it.
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

    /// Runs independent chains of multiply-adds in registers. Its speed is the peak that
    /// `bench kernels` compares all kernels with.
    ///
    /// - Returns: the number of scalar multiply-adds, about 12 · 16 per round.
    package func multiplyAdds(rounds: Int) -> Int { functions.pointee.multiply_adds(rounds) }
}

/// The kernels that a run asks for (`--kernels`).
package enum KernelChoice: String, Codable, Sendable, CaseIterable {
    /// The fastest set that the processors of all ranks can run.
    case auto
    /// Plain C for any processor: SSE2 on x86-64, NEON on aarch64.
    case portable
    /// AVX2 with FMA: eight lanes.
    case avx2
    case avx512
    /// AVX512_BF16 (`vdpbf16ps`); only for `Precision.bf16`.
    case avx512bf16
    /// AMX tiles (`tdpbf16ps`); only for `Precision.bf16`.
    case amx
}

/// The precision of the operands of products. Sums, statistics, parameters and all other arithmetic
/// use 32-bit floats in both.
package enum Precision: String, Codable, Sendable, CaseIterable {
    /// 32-bit floats.
    case f32
    /// Rounded to bfloat16 (8 significant bits); for convolutions, after Winograd's transforms. The
    /// first convolution, which has few channels, stays in 32 bits.
    case bf16
}
